package io.cofferfs.fs.namespace;

import io.cofferfs.fs.volume.Deliveries;
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
  private final Readers readers;
  private long endedAt;
  private Optional<StoredVersion> marker = Optional.empty();
  private int absencesTold;
  private boolean renewed;

  Listing(Freshness freshness) {
    this.freshness = freshness;
    this.begunAt = freshness.now();
    this.endedAt = begunAt;
    this.readers = new Readers(freshness, entries);
  }

  /** Says that no more pages are to come. */
  synchronized void end() {
    endedAt = freshness.now();
    Order byName = Order.byName(entries);
    walks.begin(endedAt, entries, byName);
    readers.begin(byName);
  }

  /** Has what it tells believed no longer than if all of it had come with the first request. */
  synchronized void endAsOfItsBeginning() {
    endedAt = begunAt;
  }

  /**
   * Which of two to keep, of which the other one came later; it goes on with what is being done.
   */
  Listing orNewer(Listing other) {
    if (begunAt > other.begunAt) {
      return this;
    }
    other.adopt(habits());
    return other;
  }

  private synchronized Readers.Habits habits() {
    return readers.habits();
  }

  private synchronized void adopt(Readers.Habits habits) {
    readers.adopt(habits);
  }

  synchronized void marked(Optional<StoredVersion> by) {
    marker = by;
  }

  /** The object of the directory itself, where the listing has told of one. */
  synchronized Optional<StoredVersion> marker() {
    return marker;
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

  /**
   * Notes that somebody was told that a name is missing; whether the directory is to be listed anew
   * while that is still believed, as many are told so. It is once: the caller does it.
   *
   * @param worthIt so many names that were missing make it worth it
   */
  synchronized boolean toldAbsence(int worthIt) {
    absencesTold++;
    boolean now = !renewed && absencesTold >= worthIt && freshness.isHalfOver(begunAt);
    renewed |= now;
    return now;
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

  /**
   * Notes that somebody asks for this entry; the entries that are likely to be asked for next. Of
   * those that are likely to be read {@link #open} tells.
   */
  synchronized List<Listed> step(String name) {
    Integer position = positions.get(name);
    if (position == null) {
      return List.of();
    }
    readers.looked(position);
    List<Listed> next = walks.step(position, entries, freshness);
    return readers.areReading() ? List.of() : next;
  }

  /** Notes that somebody has come to this entry who asks for nothing, here and next. */
  synchronized void pass(String name) {
    Integer position = positions.get(name);
    if (position != null) {
      walks.pass(position, freshness);
    }
  }

  /** Notes that somebody opens this file to read it; the entries that are likely to be next. */
  synchronized List<Listed> open(String name, Deliveries deliveries) {
    Integer position = positions.get(name);
    return position == null ? List.of() : readers.opened(position, deliveries);
  }

  /** Notes that somebody opens a file that was seen too long ago to be believed. */
  synchronized void openOutdated() {
    readers.cameTooLate();
  }

  /** Whether files that are asked for are opened then, for the most part. */
  synchronized boolean isBeingRead() {
    return readers.areReading();
  }

  /** Whether somebody who reads the files has yet to come to this one. */
  synchronized boolean awaitsReader(String name) {
    Integer position = positions.get(name);
    return position != null && readers.await(position);
  }

  /** The entry of this name, however long ago it was listed. */
  synchronized Optional<Listed> lately(String name) {
    return Optional.ofNullable(positions.get(name)).map(entries::get);
  }
}
