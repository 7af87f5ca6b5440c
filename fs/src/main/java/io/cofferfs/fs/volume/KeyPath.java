package io.cofferfs.fs.volume;

/**
 * What a key of a volume stands for.
 *
 * @param path relative to the volume's root, what the object's headers are bound to; a directory's
 *     ends in a slash
 * @param foreign what follows in the key from where its names do not open any more
 */
public record KeyPath(String path, String foreign) {

  /** Whether the whole key is made of names. */
  public boolean isNamed() {
    return foreign.isEmpty();
  }

  /** This, which lies below the directory {@code from}, moved along with it to {@code to}. */
  public KeyPath moved(FilePath from, FilePath to) {
    String rest = path.substring(from.asDirectory().length());
    return new KeyPath(to.asDirectory() + rest, foreign);
  }
}
