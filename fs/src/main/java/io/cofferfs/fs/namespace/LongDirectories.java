package io.cofferfs.fs.namespace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cofferfs.fs.volume.FilePath;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Directories whose listing has more than a page, and when it is worth listing one of them whole:
 * where many names are asked for one soon after the other, as those do who read a data set in a
 * shuffled order. Thread-safe.
 */
final class LongDirectories {
  // How many pages there are is not known at first.
  private static final int FIRST_NAMES = 16;

  // Each name is a request or two without a listing; a page is dearer than any of them.
  private static final int NAMES_PER_PAGE = 8;

  // What takes longer to be listed is out of date as soon as it is.
  private static final int MOST_PAGES = 8;

  // Their entries are held beside those of all other listings.
  private static final int MOST_AT_ONCE = 2;

  private static final long TOO_LONG_FOR_MILLIS = Duration.ofMinutes(1).toMillis();

  private final Freshness freshness;
  private final Cache<FilePath, Known> known;
  private final Semaphore free = new Semaphore(MOST_AT_ONCE);

  /**
   * A directory of several pages.
   *
   * @param since when that was seen, in milliseconds
   * @param lastAt when a name was asked for last
   * @param names asked for one soon after the other since it was listed, or found to be long
   * @param least names that are worth a listing; none are for one that is too long
   */
  private record Known(long since, long lastAt, int names, int least, boolean underWay) {
    static Known at(long now, int least) {
      return new Known(now, now, 0, least, false);
    }

    boolean isTooLong() {
      return least == Integer.MAX_VALUE;
    }

    Known withNames(int count, long now) {
      return new Known(since, now, Math.min(count, least), least, underWay);
    }

    Known beingListed() {
      return new Known(since, lastAt, 0, least, true);
    }
  }

  LongDirectories(Freshness freshness, int most) {
    this.freshness = freshness;
    this.known = Caffeine.newBuilder().maximumSize(most).executor(Runnable::run).build();
  }

  /** Whether the directory was found to be long; if too long, not too long ago. */
  boolean has(FilePath directory) {
    Known found = known.getIfPresent(directory);
    return found != null
        && (!found.isTooLong() || freshness.isForEver() || isLately(found.since()));
  }

  private boolean isLately(long since) {
    long age = freshness.now() - since;
    return age >= 0 && age < TOO_LONG_FOR_MILLIS;
  }

  /** Learns that a directory has more than a page. */
  void met(FilePath directory) {
    Known found = Known.at(freshness.now(), FIRST_NAMES);
    known.asMap().merge(directory, found, (old, mine) -> old.underWay() ? old : mine);
  }

  /**
   * Notes that a name of the directory was asked for. If the caller is to list it now, the most
   * pages that are worth it; the caller says then what has become of that.
   *
   * @param current the last listing, if there is one
   */
  Optional<Integer> worthListing(FilePath directory, Optional<Listing> current) {
    boolean due = current.filter(listing -> !freshness.isHalfOver(listing.begunAt())).isEmpty();
    AtomicBoolean worthIt = new AtomicBoolean();
    known
        .asMap()
        .computeIfPresent(
            directory,
            (path, before) -> {
              Known counted = oneMore(before);
              worthIt.set(due && isWorthListing(counted) && free.tryAcquire());
              return worthIt.get() ? counted.beingListed() : counted;
            });
    return worthIt.get() ? Optional.of(mostPages()) : Optional.empty();
  }

  private Known oneMore(Known before) {
    int names = freshness.isRecent(before.lastAt()) ? before.names() : 0;
    return before.withNames(names + 1, freshness.now());
  }

  private static boolean isWorthListing(Known counted) {
    return !counted.underWay() && !counted.isTooLong() && counted.names() >= counted.least();
  }

  /** What is believed for ever is worth any listing that can be remembered. */
  private int mostPages() {
    return freshness.isForEver() ? Integer.MAX_VALUE : MOST_PAGES;
  }

  /** Learns what became of a listing that was worth it. */
  void listed(FilePath directory, WholeListing.Outcome outcome) {
    free.release();
    long now = freshness.now();
    if (outcome.pages() == 1) {
      known.invalidate(directory);
    } else if (outcome.isWhole()) {
      known.put(directory, Known.at(now, Math.max(FIRST_NAMES, NAMES_PER_PAGE * outcome.pages())));
    } else {
      known.put(directory, Known.at(now, Integer.MAX_VALUE));
    }
  }

  /** Learns that a listing that was worth it has failed: the next one has to be worth more. */
  void failed(FilePath directory) {
    free.release();
    known
        .asMap()
        .computeIfPresent(
            directory,
            (path, before) ->
                Known.at(freshness.now(), Math.min(before.least(), Integer.MAX_VALUE / 4) * 2));
  }
}
