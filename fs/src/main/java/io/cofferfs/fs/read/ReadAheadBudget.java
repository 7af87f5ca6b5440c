package io.cofferfs.fs.read;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that all readers of a mount together may have ahead of them: no more than the cache
 * keeps for them, since otherwise readers would push each other's blocks out unread. A reader that
 * has paused loses its share once others want it. Thread-safe.
 */
final class ReadAheadBudget {
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final long capacity;
  private final LongSupplier nanoTime;

  // In the order of last use.
  private final Map<SequentialStream, Holding> holdings = new LinkedHashMap<>();
  private long held;

  private record Holding(long blocks, long since) {}

  ReadAheadBudget(long capacity, LongSupplier nanoTime) {
    this.capacity = capacity;
    this.nanoTime = nanoTime;
  }

  /** How many blocks one more or one of the present holders may count on. */
  synchronized long share(SequentialStream stream) {
    int others = holdings.size() - (holdings.containsKey(stream) ? 1 : 0);
    return capacity / (others + 1);
  }

  /**
   * Lets the stream hold so many blocks instead of what it holds now.
   *
   * @return whether it does; it goes on holding what it has if not
   */
  synchronized boolean hold(SequentialStream stream, long blocks) {
    Holding before = holdings.remove(stream);
    held -= before == null ? 0 : before.blocks();
    if (held + blocks > capacity) {
      takeFromPaused();
    }
    boolean granted = held + blocks <= capacity;
    put(stream, granted ? blocks : blocksOf(before));
    return granted;
  }

  synchronized void release(SequentialStream stream) {
    held -= blocksOf(holdings.remove(stream));
  }

  synchronized long held() {
    return held;
  }

  private void put(SequentialStream stream, long blocks) {
    if (blocks > 0) {
      holdings.put(stream, new Holding(blocks, nanoTime.getAsLong()));
      held += blocks;
    }
  }

  private void takeFromPaused() {
    long now = nanoTime.getAsLong();
    Iterator<Holding> eldest = holdings.values().iterator();
    while (eldest.hasNext()) {
      Holding holding = eldest.next();
      if (now - holding.since() < PAUSE_NANOS) {
        return;
      }
      held -= holding.blocks();
      eldest.remove();
    }
  }

  private static long blocksOf(@Nullable Holding holding) {
    return holding == null ? 0 : holding.blocks();
  }
}
