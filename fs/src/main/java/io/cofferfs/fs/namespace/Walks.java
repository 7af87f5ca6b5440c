package io.cofferfs.fs.namespace;

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
  private final Walk listed = new Walk();
  private final Walk sorted = new Walk();
  private Order byName = Order.NONE;
  private int whole;

  /** Begins with a whole listing; what is added to it later is in no order but its own. */
  void begin(long now, List<@Nullable Listed> entries, Order order) {
    whole = entries.size();
    byName = order;
    listed.begin(now);
    sorted.begin(now);
  }

  boolean goOn(Freshness freshness) {
    return listed.goesOn(freshness) || (byName.has(0) && sorted.goesOn(freshness));
  }

  /** Whether a walk goes on and has not left this position behind. */
  boolean cover(int position, Freshness freshness) {
    return listed.covers(position, freshness)
        || (byName.has(position) && sorted.covers(byName.place(position), freshness));
  }

  /** Takes the step to this entry; the entries that are likely to be asked for next. */
  List<Listed> step(int position, List<@Nullable Listed> entries, Freshness freshness) {
    IntStream next =
        goesByName(position)
            ? positions(sorted.step(byName.place(position), freshness), whole).map(byName::position)
            : positions(listed.step(position, freshness), entries.size());
    return next.mapToObj(entries::get).filter(Objects::nonNull).toList();
  }

  /** Comes to this entry and wants nothing of those that are next. */
  void pass(int position, Freshness freshness) {
    if (goesByName(position)) {
      sorted.pass(byName.place(position), freshness);
    } else {
      listed.pass(position, freshness);
    }
  }

  /**
   * Who goes on in the listing's order is served by that. Who comes back to what lies behind may be
   * going by name.
   */
  private boolean goesByName(int position) {
    return listed.isPast(position) && byName.has(position);
  }

  private static IntStream positions(Walk.Window window, int end) {
    return IntStream.range(Math.min(window.start(), end), Math.min(window.end(), end));
  }
}
