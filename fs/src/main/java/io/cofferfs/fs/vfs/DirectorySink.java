package io.cofferfs.fs.vfs;

/** Takes the entries of a directory. */
@FunctionalInterface
public interface DirectorySink {

  /**
   * Takes one entry.
   *
   * @param stat with at least the type bits of the mode
   * @return whether more entries are wanted
   */
  boolean accept(String name, FileStat stat);
}
