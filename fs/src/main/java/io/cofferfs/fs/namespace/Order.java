package io.cofferfs.fs.namespace;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** An order in which a listing may be gone through: a place for each of its positions. */
interface Order {
  /** That of the listing itself. */
  Order AS_LISTED =
      new Order() {
        @Override
        public boolean has(int position) {
          return true;
        }

        @Override
        public int place(int position) {
          return position;
        }

        @Override
        public int position(int place) {
          return place;
        }
      };

  /** That of no position at all. */
  Order NONE = new ByName(new int[0], new int[0]);

  /** Whether the position has a place in it: what was added later has none but in the listing's. */
  boolean has(int position);

  int place(int position);

  int position(int place);

  /** The order of the names; {@link #NONE} where that is the listing's. */
  static Order byName(List<@Nullable Listed> entries) {
    return isSorted(entries) ? NONE : ByName.of(entries);
  }

  private static boolean isSorted(List<@Nullable Listed> entries) {
    String previous = "";
    for (Listed entry : entries) {
      if (entry != null) {
        if (entry.name().compareTo(previous) < 0) {
          return false;
        }
        previous = entry.name();
      }
    }
    return true;
  }

  /**
   * The order of the names at one moment.
   *
   * @param positions by place
   * @param places by position
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record ByName(int[] positions, int[] places) implements Order {
    private static ByName of(List<@Nullable Listed> entries) {
      int[] positions =
          IntStream.range(0, entries.size())
              .boxed()
              .sorted(Comparator.comparing(position -> name(entries.get(position))))
              .mapToInt(Integer::intValue)
              .toArray();
      int[] places = new int[positions.length];
      for (int place = 0; place < positions.length; place++) {
        places[positions[place]] = place;
      }
      return new ByName(positions, places);
    }

    private static String name(@Nullable Listed entry) {
      return entry == null ? "" : entry.name();
    }

    @Override
    public boolean has(int position) {
      return position < places.length;
    }

    @Override
    public int place(int position) {
      return places[position];
    }

    @Override
    public int position(int place) {
      return positions[place];
    }
  }
}
