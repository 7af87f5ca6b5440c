package io.cofferfs.fs.namespace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All entries of one directory, as a listing told and as this mount has changed them since.
 * Thread-safe.
 *
 * <p>That a name is missing holds as long as is usual since the listing was begun: it may have been
 * made just behind the first page. That a name is there holds as long since the listing ended; and
 * also for the entries before a walk, while it goes on, so that walking through a large directory
 * does not ask for each entry again.
 */
final class Listing {
  private final Freshness freshness;
  private final long begunAt;
  private final List<@Nullable Listed> entries = new ArrayList<>();
  private final Map<String, Integer> positions = new HashMap<>();
  private final Walks walks = new Walks();
  private long endedAt;

  Listing(Freshness freshness) {
    this.freshness = freshness;
    this.begunAt = freshness.now();
    this.endedAt = begunAt;
  }

  /** Says that no more pages are to come. */
  synchronized void end() {
    endedAt = freshness.now();
    walks.begin(endedAt, entries);
  }

  synchronized int size() {
    return entries.size();
  }

  synchronized boolean isFresh() {
    return freshness.holds(begunAt);
  }

  /** Whether it answers any question yet. */
  synchronized boolean isOfUse() {
    return freshness.holds(endedAt) || walks.goOn(freshness);
  }

  synchronized boolean contains(String name) {
    return positions.containsKey(name);
  }

  /** The entry of this name, if the listing may still be believed to have it. */
  synchronized Optional<Listed> find(String name) {
    Integer position = positions.get(name);
    if (position == null || !(freshness.holds(endedAt) || walks.cover(position, freshness))) {
      return Optional.empty();
    }
    return Optional.ofNullable(entries.get(position));
  }

  /** When the first page was asked for. */
  long begunAt() {
    return begunAt;
  }

  /** When the last page came; what was seen later is newer than the listing. */
  synchronized long endedAt() {
    return endedAt;
  }

  /** Whether it may still be believed that there is nothing of this name. */
  synchronized boolean lacks(String name) {
    return !positions.containsKey(name) && freshness.holds(begunAt);
  }

  synchronized List<Listed> entries() {
    return entries.stream().filter(Objects::nonNull).toList();
  }

  synchronized void put(Listed entry) {
    Integer position = positions.putIfAbsent(entry.name(), entries.size());
    if (position == null) {
      entries.add(entry);
    } else {
      entries.set(position, entry);
    }
  }

  synchronized void remove(String name) {
    Integer position = positions.remove(name);
    if (position != null) {
      entries.set(position, null);
    }
  }

  /** Whether the walk has yet to come to this entry, so that asking ahead for it helps. */
  synchronized boolean awaits(String name) {
    Integer position = positions.get(name);
    return position != null && walks.cover(position, freshness);
  }

  /** Notes that somebody asks for this entry; the entries that are likely to be asked for next. */
  synchronized List<Listed> step(String name) {
    Integer position = positions.get(name);
    if (position == null) {
      return List.of();
    }
    return walks.step(position, entries, freshness);
  }
}
