package io.cofferfs.fs.write;

/** Where a file under change may differ from the version committed last. Not thread-safe. */
final class Changes {
  private final Extents changed = new Extents();
  // From here on everything differs: it was cut off once, or has not been there.
  private long commonLength;

  /** A version of this length has just this content. */
  void committed(long length) {
    changed.cut(0);
    commonLength = length;
  }

  void add(long start, long end) {
    changed.add(start, end);
  }

  /** Everything from here on was cut off. */
  void cut(long length) {
    changed.cut(length);
    commonLength = Math.min(commonLength, length);
  }

  /** Where there is nothing left in common. */
  long commonLength() {
    return commonLength;
  }

  /** The first byte from {@code offset} on that may differ. */
  long nextChanged(long offset) {
    if (offset >= commonLength || changed.contains(offset)) {
      return offset;
    }
    return Math.min(commonLength, changed.endOfRun(offset));
  }

  /** The first byte from {@code offset} on that does not differ; {@code Long.MAX_VALUE} if none. */
  long nextCommon(long offset) {
    long at = changed.contains(offset) ? changed.endOfRun(offset) : offset;
    return at < commonLength ? at : Long.MAX_VALUE;
  }
}
