package io.cofferfs.fs.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.TestClock;
import io.cofferfs.fs.namespace.WholeListing.Outcome;
import io.cofferfs.fs.volume.FilePath;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WorthListingTest {
  private static final FilePath DIRECTORY = new FilePath("d");
  private static final int FIRST_NAMES = 16;

  private final TestClock clock = new TestClock();
  private final Freshness freshness = new Freshness(TestVolume.SETTINGS, clock);
  private final LongDirectories directories = new LongDirectories(freshness, 100);

  private Optional<Integer> ask(FilePath directory, int names) {
    Optional<Integer> worthIt = Optional.empty();
    for (int i = 0; i < names; i++) {
      worthIt = directories.worthListing(directory, Optional.empty());
    }
    return worthIt;
  }

  @Test
  void worthListing_ofADirectoryThatIsNotLong_isNever() {
    assertThat(ask(DIRECTORY, 1000)).isEmpty();
  }

  @Test
  void worthListing_isSo_onceManyNamesWereAskedFor() {
    directories.met(DIRECTORY);

    assertThat(ask(DIRECTORY, FIRST_NAMES - 1)).isEmpty();
    assertThat(ask(DIRECTORY, 1)).contains(8);
    assertThat(ask(DIRECTORY, 1000)).as("while it is being listed").isEmpty();
  }

  @Test
  void worthListing_ofNamesThatComeSlowly_isNever() {
    directories.met(DIRECTORY);

    for (int i = 0; i < 100; i++) {
      clock.advance(Duration.ofSeconds(10));
      assertThat(ask(DIRECTORY, 1)).isEmpty();
    }
  }

  @Test
  void worthListing_whileTheListingIsNew_isLeftToLater() {
    directories.met(DIRECTORY);
    Listing current = new Listing(freshness);
    ask(DIRECTORY, FIRST_NAMES - 1);

    assertThat(directories.worthListing(DIRECTORY, Optional.of(current))).isEmpty();
    clock.advance(Duration.ofMillis(500));
    assertThat(directories.worthListing(DIRECTORY, Optional.of(current))).isPresent();
  }

  @Test
  void worthListing_ofManyPages_takesAsManyMoreNames() {
    directories.met(DIRECTORY);
    ask(DIRECTORY, FIRST_NAMES);
    directories.listed(DIRECTORY, new Outcome(5, false));

    assertThat(ask(DIRECTORY, 39)).isEmpty();
    assertThat(ask(DIRECTORY, 1)).isPresent();
  }

  @Test
  void has_onceTheDirectoryHasOnePageOnly_isNoMoreSo() {
    directories.met(DIRECTORY);
    ask(DIRECTORY, FIRST_NAMES);
    directories.listed(DIRECTORY, new Outcome(1, false));

    assertThat(directories.has(DIRECTORY)).isFalse();
  }

  @Test
  void has_ofADirectoryThatIsTooLong_isSoForAMinute() {
    directories.met(DIRECTORY);
    ask(DIRECTORY, FIRST_NAMES);
    directories.listed(DIRECTORY, Outcome.TOO_LONG);

    assertThat(directories.has(DIRECTORY)).isTrue();
    assertThat(ask(DIRECTORY, 1000)).isEmpty();
    clock.advance(Duration.ofMinutes(1));
    assertThat(directories.has(DIRECTORY)).isFalse();
  }

  @Test
  void worthListing_afterAFailure_takesTwiceAsManyNames() {
    directories.met(DIRECTORY);
    ask(DIRECTORY, FIRST_NAMES);
    directories.failed(DIRECTORY);

    assertThat(ask(DIRECTORY, 2 * FIRST_NAMES - 1)).isEmpty();
    assertThat(ask(DIRECTORY, 1)).isPresent();
  }

  @Test
  void worthListing_ofMoreThanTwoAtATime_waitsForOneToEnd() {
    FilePath third = new FilePath("third");
    for (FilePath directory : new FilePath[] {DIRECTORY, new FilePath("second"), third}) {
      directories.met(directory);
    }
    assertThat(ask(DIRECTORY, FIRST_NAMES)).isPresent();
    assertThat(ask(new FilePath("second"), FIRST_NAMES)).isPresent();

    assertThat(ask(third, FIRST_NAMES)).isEmpty();
    directories.listed(DIRECTORY, new Outcome(2, false));
    assertThat(ask(third, 1)).isPresent();
  }
}
