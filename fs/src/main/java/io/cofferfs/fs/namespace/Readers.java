package io.cofferfs.fs.namespace;

import io.cofferfs.fs.volume.Deliveries;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Those who open one file of a listing after the other, in its own order or in that of the names,
 * several of them in different places perhaps. Guarded by their listing.
 */
final class Readers {
  private static final int MAX_READERS = 32;
  private static final int MAX_WINDOW = 128;

  // Who opens a file has looked it up before. So whoever looks up one that is not opened then is
  // soon taken for somebody who does something else.
  private static final int OPENED = 2;
  private static final int MAX_SCORE = 6;

  private final Freshness freshness;
  private final List<@Nullable Listed> entries;
  private final Deque<Reader> readers = new ArrayDeque<>();
  private Order byName = Order.NONE;
  private int whole;
  private int most = MAX_WINDOW;
  private int score;
  private int last = -1;

  /**
   * @param entries of the listing, as they are at any time
   */
  Readers(Freshness freshness, List<@Nullable Listed> entries) {
    this.freshness = freshness;
    this.entries = entries;
  }

  /** Begins with a whole listing, as {@link Walks#begin} does. */
  void begin(Order order) {
    byName = order;
    whole = entries.size();
  }

  /** How files are used, whoever does and wherever: what holds for the next listing, too. */
  record Habits(int score, int most) {}

  Habits habits() {
    return new Habits(score, most);
  }

  void adopt(Habits habits) {
    score = habits.score();
    most = habits.most();
  }

  /** Notes that the entry at this position is looked up. */
  void looked(int position) {
    if (position != last) {
      last = position;
      score = Math.max(0, score - 1);
    }
  }

  /** Whether the files that are looked up are opened then, for the most part. */
  boolean areReading() {
    return score > 0;
  }

  /**
   * Notes that a file was seen so long ago when it was opened that it had to be asked for again:
   * the answers come more slowly than readers do, and there is no use in asking for more of them.
   */
  void cameTooLate() {
    most = Math.max(1, most / 2);
  }

  /** Notes that the file at this position is opened; the entries that are likely to be next. */
  List<Listed> opened(int position, Deliveries deliveries) {
    last = position;
    score = Math.min(MAX_SCORE, score + OPENED);
    most = Math.min(MAX_WINDOW, most + 1);
    readers.removeIf(Reader::isOver);
    Optional<Reader> near = readers.stream().filter(reader -> reader.isNear(position)).findFirst();
    Reader reader = near.orElseGet(() -> new Reader(position));
    readers.remove(reader);
    readers.addFirst(reader);
    if (readers.size() > MAX_READERS) {
      readers.removeLast();
    }
    return reader.step(position, new Room(deliveries, readers.size()));
  }

  /** Whether a reader that goes on has yet to come to this position. */
  boolean await(int position) {
    return readers.stream().anyMatch(reader -> reader.awaits(position));
  }

  /** What all readers together may have ahead of them. */
  private record Room(Deliveries deliveries, long readers) {
    long share() {
      return deliveries.roomBytes() / readers;
    }

    /** Bytes that a body will take; one that is read in parts takes none until then. */
    long bytes(@Nullable Listed entry) {
      return entry instanceof Listed.Stored file && file.length() <= deliveries.maxBodyBytes()
          ? file.length()
          : 0;
    }
  }

  /** One of them. In which order it goes shows with its second step. */
  private final class Reader {
    // Further on than the next few, it is another one.
    private static final int GAP = 4;

    private final Walk walk = new Walk();
    private final Pace pace = new Pace(freshness.now());
    private Optional<Order> order = Optional.empty();
    private int position;

    Reader(int position) {
      this.position = position;
      walk.begin(freshness.now());
    }

    boolean isOver() {
      return !walk.goesOn(freshness);
    }

    boolean isNear(int to) {
      return orderOf(to).isPresent();
    }

    private Optional<Order> orderOf(int to) {
      List<Order> orders = order.map(List::of).orElse(List.of(Order.AS_LISTED, byName));
      return orders.stream().filter(candidate -> follows(candidate, to)).findFirst();
    }

    private boolean follows(Order candidate, int to) {
      if (!candidate.has(position) || !candidate.has(to)) {
        return false;
      }
      int gap = candidate.place(to) - candidate.place(position);
      return gap >= 0 && gap <= GAP;
    }

    List<Listed> step(int to, Room room) {
      if (to == position) {
        return List.of();
      }
      Order mine = orderOf(to).orElseThrow();
      order = Optional.of(mine);
      position = to;
      pace.step(freshness.now());
      int place = mine.place(to);
      Walk.Window window = walk.step(place, freshness, window(mine, place, room));
      return IntStream.range(window.start(), Math.min(window.end(), end(mine)))
          .map(mine::position)
          .mapToObj(entries::get)
          .filter(Objects::nonNull)
          .toList();
    }

    private int end(Order mine) {
      return mine.equals(byName) ? whole : entries.size();
    }

    /** How many of the next entries it comes to in time, and have room until then. */
    private int window(Order mine, int place, Room room) {
      int limit = Math.min(Math.min(most, pace.stepsWithin(freshness)), end(mine) - place - 1);
      long bytes = 0;
      for (int count = 0; count < limit; count++) {
        bytes += room.bytes(entries.get(mine.position(place + 1 + count)));
        if (bytes > room.share()) {
          return count;
        }
      }
      return limit;
    }

    boolean awaits(int at) {
      return order
          .filter(mine -> mine.has(at) && walk.covers(mine.place(at), freshness))
          .isPresent();
    }
  }
}
