package io.cofferfs.fs.write;

import java.util.Map;
import java.util.TreeMap;

/** Which ranges of a file were written: disjoint, never touching, half-open. */
final class Extents {
  private final TreeMap<Long, Long> endByStart = new TreeMap<>();

  void add(long start, long end) {
    if (start >= end) {
      return;
    }
    long from = start;
    long to = end;
    Map.Entry<Long, Long> neighbour = endByStart.floorEntry(end);
    while (neighbour != null && neighbour.getValue() >= start) {
      from = Math.min(from, neighbour.getKey());
      to = Math.max(to, neighbour.getValue());
      endByStart.remove(neighbour.getKey());
      neighbour = endByStart.floorEntry(end);
    }
    endByStart.put(from, to);
  }

  /** Forgets everything from here on. */
  void cut(long end) {
    endByStart.tailMap(end, /* inclusive= */ true).clear();
    Map.Entry<Long, Long> last = endByStart.lastEntry();
    if (last != null && last.getValue() > end) {
      endByStart.put(last.getKey(), end);
    }
  }

  boolean contains(long offset) {
    Map.Entry<Long, Long> before = endByStart.floorEntry(offset);
    return before != null && before.getValue() > offset;
  }

  /** Where the extent or the gap that {@code offset} lies in ends; no gap ends behind the last. */
  long endOfRun(long offset) {
    Map.Entry<Long, Long> before = endByStart.floorEntry(offset);
    if (before != null && before.getValue() > offset) {
      return before.getValue();
    }
    Long next = endByStart.higherKey(offset);
    return next == null ? Long.MAX_VALUE : next;
  }
}
