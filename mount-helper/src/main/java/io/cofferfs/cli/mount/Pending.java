package io.cofferfs.cli.mount;

import java.util.List;
import java.util.Locale;

/**
 * What a mount still has to bring into the bucket.
 *
 * @param files that are open and changed
 * @param bytes that these are long
 * @param uploads requests under way, and those that wait for their turn
 * @param names of the files, in order; none where names are hidden
 */
public record Pending(long files, long bytes, long uploads, List<String> names) {
  private static final int NAMES_SHOWN = 5;

  public Pending {
    names = List.copyOf(names);
  }

  public boolean isNone() {
    return files == 0 && uploads == 0;
  }

  /** Without names, as for a log. */
  public String summary() {
    return String.format(
        Locale.ROOT, "%d changed files of %,d bytes, %d uploads under way", files, bytes, uploads);
  }

  /** For whoever may see the files. */
  @Override
  public String toString() {
    if (names.isEmpty()) {
      return summary();
    }
    String shown = String.join(", ", names.subList(0, Math.min(NAMES_SHOWN, names.size())));
    return summary() + ": " + shown + (files > NAMES_SHOWN ? ", …" : "");
  }

  /** The names that {@link #toString} shows, each in one line. */
  List<String> lines() {
    return names.stream().limit(NAMES_SHOWN).map(name -> name.replace('\n', '?')).toList();
  }
}
