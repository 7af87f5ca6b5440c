package io.cofferfs.fs.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.TestClock;
import io.cofferfs.fs.volume.FilePath;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ListingsTest {
  private static final FilePath DIRECTORY = new FilePath("d");
  private static final Duration STEP = Duration.ofMillis(600); // the time to live is a second

  private final TestClock clock = new TestClock();
  private final Listings listings = new Listings(1000, new Freshness(TestVolume.SETTINGS, clock));

  private ListingLoad begin(String... names) {
    ListingLoad load = listings.begin(DIRECTORY);
    for (String name : names) {
      load.add(new Listed.Directory(name));
    }
    return load;
  }

  @Test
  void complete_ofALoadThatWasBegunEarlier_keepsTheLaterListing() {
    ListingLoad earlier = begin("a");
    clock.advance(Duration.ofMillis(1));
    ListingLoad later = begin("a", "b");
    listings.complete(later);

    listings.completeAsOfItsBeginning(earlier);

    assertThat(listings.get(DIRECTORY).orElseThrow().contains("b")).isTrue();
  }

  /** S-60: what was listed first may be as old as the request for it. */
  @Test
  void completeAsOfItsBeginning_isBelievedNoLongerThanItsFirstPage() {
    ListingLoad load = begin("a");
    clock.advance(STEP);
    listings.completeAsOfItsBeginning(load);

    Listing listing = listings.get(DIRECTORY).orElseThrow();
    assertThat(listing.endedAt()).isEqualTo(listing.begunAt());
  }

  @Test
  void completeAsOfItsBeginning_ofALoadThatWasGivenUp_leavesNoListing() {
    ListingLoad load = begin("a");
    listings.forget(DIRECTORY);

    listings.completeAsOfItsBeginning(load);

    assertThat(listings.get(DIRECTORY)).isEmpty();
    assertThat(load.isTooLong()).isFalse();
  }

  @Test
  void isTooLong_ofMoreThanCanBeKept_isSo() {
    Listings few = new Listings(5, new Freshness(TestVolume.SETTINGS, clock));
    ListingLoad load = few.begin(DIRECTORY);
    for (String name : new String[] {"a", "b", "c"}) {
      load.add(new Listed.Directory(name));
    }

    assertThat(load.isTooLong()).isTrue();
    assertThat(load.listing()).isEmpty();
  }
}
