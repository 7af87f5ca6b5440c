package io.cofferfs.fs.read;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;

/**
 * Decides for one open file what to read ahead. It follows a few passes over the file at a time,
 * for readers that share the handle. The window ahead of a pass grows with its length, and beyond
 * that only as long as its reader has to wait for blocks. Thread-safe.
 */
final class ReadAhead {
  private static final int MAX_STREAMS = 4;

  // The window is this many times as long as the pass so far: a few round trips after its beginning
  // all connections are busy, and what is fetched in vain at its end is in proportion to what was
  // read.
  private static final int GROWTH = 4;

  private final BlockLayout layout;
  private final ReadAheadLimits limits;
  private final ReadAheadBudget budget;
  private final long contentLength;
  private final Deque<SequentialStream> streams = new ArrayDeque<>();
  private boolean closed;

  ReadAhead(
      BlockLayout layout, ReadAheadLimits limits, ReadAheadBudget budget, long contentLength) {
    this.layout = layout;
    this.limits = limits;
    this.budget = budget;
    this.contentLength = contentLength;
  }

  /** In what state a read has found its blocks. */
  enum Supply {
    PRESENT,
    /** Somebody, most likely a prefetch for this reader, was loading them. */
    UNDERWAY,
    /** Never asked for, or lost. */
    MISSING
  }

  /** Blocks {@code start} to {@code end} to prefetch, maybe none. */
  record Plan(SequentialStream stream, long start, long end) {}

  /** Notes a read of {@code from} to {@code to}, and says what to prefetch now. */
  synchronized Plan reading(long from, long to, Supply supply) {
    SequentialStream stream = streamAt(from);
    stream.advance(from, to);
    long position = layout.blockFrom(stream.end());
    if (supply == Supply.MISSING) {
      stream.aheadEnd = position; // What had been prefetched from here on may be lost, too.
    }
    long start = Math.max(stream.aheadEnd, position);
    stream.aheadEnd = start;
    if (closed || !stream.isSequential()) {
      return new Plan(stream, start, start);
    }
    return plan(stream, position, supply);
  }

  private Plan plan(SequentialStream stream, long position, Supply supply) {
    long start = stream.aheadEnd;
    long window = window(stream);
    long step = step(window);
    long end = Math.min(position + window, layout.blockCount(contentLength));
    // In steps, lest every read of a few blocks be a request for the next few.
    if (end <= start || start - position > window - step) {
      budget.hold(stream, start - position);
      return new Plan(stream, start, start);
    }
    if (supply == Supply.UNDERWAY && window == stream.provenWindow) {
      stream.provenWindow = Math.min(2 * window, limits.maxBlocks());
    }
    if (!budget.hold(stream, end - position)) {
      return new Plan(stream, start, start);
    }
    stream.aheadEnd = end;
    return new Plan(stream, start, end);
  }

  private long window(SequentialStream stream) {
    long earned = limits.firstBlocks() + GROWTH * (stream.length() / layout.blockBytes());
    return Math.min(Math.min(earned, stream.provenWindow), budget.share(stream));
  }

  /**
   * How many blocks are worth a request. As long as the window grows, several requests share it,
   * since one connection may be slower than all of them together.
   */
  private long step(long window) {
    long step =
        window < limits.provenBlocks()
            ? Math.max(window / 4, Math.min(window / 2, limits.firstBlocks()))
            : Math.min(window / 2, limits.fetchBlocks());
    return Math.max(1, step);
  }

  /** The pass that a read continues, else a new one in place of the one longest unused. */
  private SequentialStream streamAt(long offset) {
    SequentialStream stream =
        streams.stream()
            .filter(candidate -> candidate.isNear(offset))
            .min(Comparator.comparingLong(candidate -> candidate.distance(offset)))
            .orElseGet(() -> new SequentialStream(offset, limits));
    streams.remove(stream);
    streams.addFirst(stream);
    if (streams.size() > MAX_STREAMS) {
      abandon(streams.removeLast());
    }
    return stream;
  }

  /** Gives up what is being read ahead. */
  synchronized void close() {
    closed = true;
    streams.forEach(this::abandon);
    streams.clear();
  }

  private void abandon(SequentialStream stream) {
    stream.abandon();
    budget.release(stream);
  }
}
