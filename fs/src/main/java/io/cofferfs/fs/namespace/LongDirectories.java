package io.cofferfs.fs.namespace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cofferfs.fs.volume.FilePath;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Directories whose listing has more than a page, and when it is worth listing one of them whole:
 * where many of its names are asked for in the time to live, as those who read a data set in a
 * shuffled order do. Thread-safe.
 */
final class LongDirectories {
  // How many pages there are is not known at first.
  private static final int FIRST_NAMES = 16;

  // A page costs as much as so many names do at the most, at a request or two for each.
  private static final int NAMES_PER_PAGE = 4;

  // What takes longer to be listed is out of date as soon as it is.
  private static final int MOST_PAGES = 8;

  private static final long KNOWN_FOR_MILLIS = Duration.ofMinutes(1).toMillis();

  private final Freshness freshness;
  private final Cache<FilePath, Known> known;

  /**
   * A directory of several pages.
   *
   * @param since when that was seen, in milliseconds
   * @param names asked for since it was listed, or found to be long
   * @param least names that are worth a listing; none are for one that is too long
   */
  private record Known(long since, int names, int least, boolean underWay) {
    Known oneMore() {
      return new Known(since, Math.min(names + 1, least), least, underWay);
    }

    boolean isWorthListing() {
      return !underWay && names >= least;
    }

    Known beingListed() {
      return new Known(since, 0, least, true);
    }
  }

  LongDirectories(Freshness freshness, int most) {
    this.freshness = freshness;
    this.known = Caffeine.newBuilder().maximumSize(most).executor(Runnable::run).build();
  }

  /** Whether the directory was found to be long not too long ago. */
  boolean has(FilePath directory) {
    return Optional.ofNullable(known.getIfPresent(directory)).filter(this::isValid).isPresent();
  }

  private boolean isValid(Known seen) {
    long age = freshness.now() - seen.since();
    return age >= 0 && age < KNOWN_FOR_MILLIS;
  }

  /** Learns that a directory has more than a page. */
  void met(FilePath directory) {
    known.put(directory, new Known(freshness.now(), 0, FIRST_NAMES, false));
  }

  /**
   * Notes that a name of the directory was asked for. If the caller is to list it now, the most
   * pages that are worth it; the caller tells then what has become of that.
   *
   * @param current the listing that the name was found in
   */
  Optional<Integer> worthListing(FilePath directory, Optional<Listing> current) {
    boolean due = current.filter(listing -> !freshness.isHalfOver(listing.begunAt())).isEmpty();
    AtomicBoolean worthIt = new AtomicBoolean();
    known
        .asMap()
        .computeIfPresent(
            directory,
            (path, before) -> {
              Known counted = before.oneMore();
              worthIt.set(due && counted.isWorthListing());
              return worthIt.get() ? counted.beingListed() : counted;
            });
    return worthIt.get() ? Optional.of(mostPages()) : Optional.empty();
  }

  /** What is believed for ever is worth any listing. */
  private int mostPages() {
    return freshness.isForEver() ? Integer.MAX_VALUE : MOST_PAGES;
  }

  /** Learns what became of a listing that was worth it. */
  void listed(FilePath directory, WholeListing.Outcome outcome) {
    int least =
        outcome.isTooLong()
            ? Integer.MAX_VALUE
            : Math.max(FIRST_NAMES, NAMES_PER_PAGE * outcome.pages());
    known.put(directory, new Known(freshness.now(), 0, least, false));
  }
}
