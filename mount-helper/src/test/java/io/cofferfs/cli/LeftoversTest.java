package io.cofferfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.cli.Leftover.Kind;
import io.cofferfs.fs.TestClock;
import io.cofferfs.fs.s3.InMemoryBucket;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long things are left alone. */
final class LeftoversTest {
  private final TestClock clock = new TestClock();
  private final InMemoryObjectStore store =
      new InMemoryObjectStore(clock, /* minimumPartBytes= */ 0);
  private final Leftovers leftovers =
      new Leftovers(new InMemoryBucket(store, clock, /* present= */ true), store, "");

  @BeforeEach
  void leaveThings() throws Exception {
    for (String key :
        List.of(
            ".coffer/attributes/1",
            ".coffer/orphans/1",
            ".coffer/probe/1",
            ".coffer/volume.json")) {
      store.put(key, PartBody.empty(), Map.of(), Precondition.none());
    }
  }

  @Test
  void olderThan_noAgeGiven_isAWeekForWhatAMountMayStillRead() throws Exception {
    assertThat(kinds(Optional.empty())).isEmpty();
    clock.advance(Duration.ofHours(25));
    assertThat(kinds(Optional.empty())).containsExactly(Kind.PROBE);
    clock.advance(Duration.ofDays(6));
    assertThat(kinds(Optional.empty())).containsExactly(Kind.SET_ASIDE, Kind.PROBE);
    clock.advance(Duration.ofDays(24));
    assertThat(kinds(Optional.empty())).containsExactly(Kind.SET_ASIDE, Kind.PROBE, Kind.INDEX);
  }

  @Test
  void olderThan_anAge_isForAllKinds() throws Exception {
    clock.advance(Duration.ofHours(2));
    assertThat(kinds(Optional.of(Duration.ofHours(1))))
        .containsExactly(Kind.SET_ASIDE, Kind.PROBE, Kind.INDEX);
    assertThat(kinds(Optional.of(Duration.ofHours(3)))).isEmpty();
  }

  private List<Kind> kinds(Optional<Duration> age) throws Exception {
    // The store's clock counts, not this machine's.
    return leftovers.olderThan(age, Clock.systemUTC()).stream().map(Leftover::kind).toList();
  }
}
