package io.cofferfs.cache;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a process knows of the segments in a directory, the longest unused first. Thread-safe. */
final class SegmentIndex {
  private final long maxBytes;
  private final LinkedHashMap<String, Entry> segments =
      new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true);
  private long bytes;

  SegmentIndex(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** A segment on the disk, and when it was used last, in milliseconds. */
  record Found(String name, long bytes, long usedAt) {}

  private record Entry(long bytes, long touchedAt) {}

  synchronized long bytes() {
    return bytes;
  }

  /** Notes a use, and says whether the file should be told of it. */
  synchronized boolean used(String name, long now, long touchInterval) {
    Entry entry = segments.get(name);
    if (entry != null && now - entry.touchedAt() < touchInterval) {
      return false;
    }
    segments.put(name, new Entry(entry == null ? 0 : entry.bytes(), now));
    return true;
  }

  /** Counts bytes that a segment has got, and gives up what there is no room for. */
  synchronized List<String> added(String name, long added, long now) {
    Entry entry = segments.get(name);
    long before = entry == null ? 0 : entry.bytes();
    segments.put(name, new Entry(before + added, entry == null ? now : entry.touchedAt()));
    bytes += added;
    return surplus(maxBytes);
  }

  /** Gives up so many bytes, and what is beyond the bound. */
  synchronized List<String> evict(long wanted) {
    return surplus(Math.max(0, Math.min(maxBytes, bytes) - wanted));
  }

  private List<String> surplus(long bound) {
    List<String> evicted = new ArrayList<>();
    Iterator<Map.Entry<String, Entry>> eldest = segments.entrySet().iterator();
    while (bytes > bound && eldest.hasNext()) {
      Map.Entry<String, Entry> segment = eldest.next();
      evicted.add(segment.getKey());
      bytes -= segment.getValue().bytes();
      eldest.remove();
    }
    return evicted;
  }

  synchronized void forget(String name) {
    Entry entry = segments.remove(name);
    bytes -= entry == null ? 0 : entry.bytes();
  }

  /**
   * Takes over what a look at the directory has shown.
   *
   * @param found the longest unused first
   */
  synchronized void found(List<Found> found) {
    Map<String, Entry> known = new LinkedHashMap<>(segments);
    segments.clear();
    bytes = 0;
    for (Found segment : found) {
      put(segment.name(), new Entry(segment.bytes(), segment.usedAt()));
    }
    known.forEach(this::keepUse);
  }

  /** What was used here is younger than what was only found; the disk knows its size better. */
  private void keepUse(String name, Entry entry) {
    Entry onDisk = segments.get(name);
    if (onDisk != null) {
      segments.put(
          name, new Entry(onDisk.bytes(), Math.max(entry.touchedAt(), onDisk.touchedAt())));
    } else {
      put(name, entry);
    }
  }

  private void put(String name, Entry entry) {
    segments.put(name, entry);
    bytes += entry.bytes();
  }
}
