package io.cofferfs.fs.read;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

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

  // Into so many requests goes what is fetched while a pass is young: its reader, who waits for
  // the first of it, waits for as little, and the connections for the rest are made meanwhile.
  private static final int YOUNG_SHARE = 8;

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

  /**
   * Blocks {@code start} to {@code end} to prefetch, maybe none.
   *
   * @param requestBlocks about how many of them one request should bring
   */
  record Plan(SequentialStream stream, long start, long end, int requestBlocks) {}

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
      return nothing(stream, start);
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
      return nothing(stream, start);
    }
    if (supply == Supply.UNDERWAY && window == stream.provenWindow) {
      stream.provenWindow = Math.min(2 * window, limits.maxBlocks());
    }
    if (!budget.hold(stream, end - position)) {
      return nothing(stream, start);
    }
    stream.aheadEnd = end;
    return new Plan(stream, start, end, requestBlocks(stream, window));
  }

  private Plan nothing(SequentialStream stream, long start) {
    return new Plan(stream, start, start, limits.fetchBlocks());
  }

  private int requestBlocks(SequentialStream stream, long window) {
    boolean young = stream.length() / layout.blockBytes() < limits.provenBlocks();
    long wanted = young ? Math.max(2 * limits.firstBlocks(), window / YOUNG_SHARE) : window;
    return (int) Math.min(wanted, limits.fetchBlocks());
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
    SequentialStream stream = nearest(offset);
    if (stream == null) {
      stream = new SequentialStream(offset, limits);
    } else {
      streams.remove(stream);
    }
    streams.addFirst(stream);
    if (streams.size() > MAX_STREAMS) {
      abandon(streams.removeLast());
    }
    return stream;
  }

  private @Nullable SequentialStream nearest(long offset) {
    SequentialStream nearest = null;
    for (SequentialStream stream : streams) {
      if (stream.isNear(offset)
          && (nearest == null || stream.distance(offset) < nearest.distance(offset))) {
        nearest = stream;
      }
    }
    return nearest;
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
