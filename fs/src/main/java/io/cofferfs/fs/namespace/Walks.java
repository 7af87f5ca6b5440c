package io.cofferfs.fs.namespace;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The walks through one listing: in its own order, as {@code ls -l} goes, and in that of the names,
 * as programs go that sort them first. The two orders differ where directories and files mix, and
 * altogether where names are sealed. Guarded by its listing.
 */
final class Walks {
  private static final int[] AS_LISTED = {};

  private final Walk listed = new Walk();
  private final Walk sorted = new Walk();
  private int[] byName = AS_LISTED;
  private int[] ranks = AS_LISTED;

  /** Begins with a whole listing; what is added to it later is in no order but its own. */
  void begin(long now, List<@Nullable Listed> entries) {
    listed.begin(now);
    if (!isSorted(entries)) {
      sort(entries);
      sorted.begin(now);
    }
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

  private void sort(List<@Nullable Listed> entries) {
    byName =
        IntStream.range(0, entries.size())
            .boxed()
            .sorted(Comparator.comparing(position -> name(entries.get(position))))
            .mapToInt(Integer::intValue)
            .toArray();
    ranks = new int[byName.length];
    for (int rank = 0; rank < byName.length; rank++) {
      ranks[byName[rank]] = rank;
    }
  }

  private static String name(@Nullable Listed entry) {
    return entry == null ? "" : entry.name();
  }

  private boolean isRanked(int position) {
    return position < ranks.length;
  }

  boolean goOn(Freshness freshness) {
    return listed.goesOn(freshness) || (isRanked(0) && sorted.goesOn(freshness));
  }

  /** Whether a walk goes on and has not left this position behind. */
  boolean cover(int position, Freshness freshness) {
    return listed.covers(position, freshness)
        || (isRanked(position) && sorted.covers(ranks[position], freshness));
  }

  /** Takes the step to this entry; the entries that are likely to be asked for next. */
  List<Listed> step(int position, List<@Nullable Listed> entries, Freshness freshness) {
    // Who goes on in the listing's order is served by that. Who comes back to what lies behind may
    // be going by name.
    boolean back = listed.isPast(position) && isRanked(position);
    IntStream next =
        back
            ? positions(sorted.step(ranks[position], freshness), byName.length)
                .map(rank -> byName[rank])
            : positions(listed.step(position, freshness), entries.size());
    return next.mapToObj(entries::get).filter(Objects::nonNull).toList();
  }

  private static IntStream positions(Walk.Window window, int end) {
    return IntStream.range(Math.min(window.start(), end), Math.min(window.end(), end));
  }
}
