package io.cofferfs.fs.namespace;

import java.time.Duration;

/**
 * What a mount does about the attribute indexes of directories: copies of its files' sealed
 * attributes, kept in the bucket so that they need not be asked for one by one.
 *
 * @param read whether indexes are looked at
 * @param written whether what had to be asked for is left for others
 * @param least files that an index is worth a request for
 * @param settledAfter how old a version must be before it is kept: two that share an ETag and a
 *     date, which has seconds, could be taken for each other; the rest is for clocks that disagree
 * @param quiet how long nothing must have been added to an index before it is written
 */
public record IndexPolicy(
    boolean read, boolean written, int least, Duration settledAfter, Duration quiet) {

  /** No indexes. */
  public static final IndexPolicy NONE = of(/* read= */ false, /* written= */ false);

  /** Those of other mounts. */
  public static final IndexPolicy READ = of(/* read= */ true, /* written= */ false);

  public static final IndexPolicy READ_AND_WRITTEN = of(/* read= */ true, /* written= */ true);

  public IndexPolicy {
    if (least < 1) {
      throw new IllegalArgumentException("an index of " + least + " files");
    }
  }

  private static IndexPolicy of(boolean read, boolean written) {
    return new IndexPolicy(
        read, written, /* least= */ 16, Duration.ofSeconds(10), Duration.ofSeconds(2));
  }
}
