package io.cofferfs.fs.read;

/**
 * One pass over a file, from where it began to where it has come, and what was read ahead of it.
 * The kernel asks for a file in parallel requests that arrive out of order, so what has been
 * skipped is counted rather than taken for the end of the pass. Guarded by the lock of its {@link
 * ReadAhead}, but for {@link #isAbandoned}.
 */
final class SequentialStream {
  private final ReadAheadLimits limits;
  private long start;
  private long end;
  private long skippedBytes;
  private boolean sequential;
  private volatile boolean abandoned;

  /** Up to which block has been asked for. */
  long aheadEnd;

  /** How many blocks ahead are enough for how fast it is read, as far as is known. */
  long provenWindow;

  SequentialStream(long offset, ReadAheadLimits limits) {
    this.limits = limits;
    this.start = offset;
    this.end = offset;
    this.provenWindow = limits.provenBlocks();
  }

  long end() {
    return end;
  }

  long length() {
    return end - start;
  }

  /** How far from where the pass has come a read is. */
  long distance(long offset) {
    return Math.abs(offset - end);
  }

  /** Whether a read at this offset may be part of the pass; never once too much was skipped. */
  boolean isNear(long offset) {
    return skippedBytes <= limits.toleranceBytes() && distance(offset) <= limits.toleranceBytes();
  }

  /** Takes a read of {@code from} to {@code to} as part of the pass. */
  void advance(long from, long to) {
    boolean longerThanARecord = length() >= limits.recordBytes();
    if (from >= end) {
      skippedBytes += from - end;
    } else {
      skippedBytes -= Math.min(skippedBytes, Math.max(0, Math.min(to, end) - from));
    }
    skippedBytes += Math.max(0, start - to);
    start = Math.min(start, from);
    end = Math.max(end, to);
    sequential |= skippedBytes == 0 && (start == 0 || longerThanARecord);
  }

  /**
   * Whether the pass is worth reading ahead of: from the beginning of a file at once, elsewhere
   * when it goes on behind what may have been a record.
   */
  boolean isSequential() {
    return sequential;
  }

  /** Whether nobody reads here any more. Any thread may ask. */
  boolean isAbandoned() {
    return abandoned;
  }

  void abandon() {
    abandoned = true;
  }
}
