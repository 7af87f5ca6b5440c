package io.cofferfs.fs.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.volume.TestVolumes;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ReadAheadBudgetTest {
  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 10); // It may wrap around.
  private final ReadAheadBudget budget = new ReadAheadBudget(100, nanoTime::get);
  private final SequentialStream first = stream();
  private final SequentialStream second = stream();

  @Test
  void hold_withinTheCapacity_grantsAndReplaces() {
    assertThat(budget.hold(first, 60)).isTrue();
    assertThat(budget.hold(first, 90)).isTrue();
    assertThat(budget.held()).isEqualTo(90);
    assertThat(budget.hold(first, 10)).isTrue();
    assertThat(budget.held()).isEqualTo(10);
  }

  @Test
  void hold_beyondTheCapacity_refusesAndLeavesWhatWasHeld() {
    budget.hold(first, 60);
    budget.hold(second, 30);

    assertThat(budget.hold(second, 41)).isFalse();
    assertThat(budget.held()).isEqualTo(90);
    assertThat(budget.hold(second, 40)).isTrue();
  }

  @Test
  void hold_whileTheOtherHolderPauses_takesItsShare() {
    budget.hold(first, 100);
    nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(2));

    assertThat(budget.hold(second, 100)).isTrue();
    budget.release(first);
    assertThat(budget.held()).isEqualTo(100);
  }

  @Test
  void share_isTheSameForEveryHolder() {
    assertThat(budget.share(first)).isEqualTo(100);
    budget.hold(first, 10);
    assertThat(budget.share(first)).isEqualTo(100);
    assertThat(budget.share(second)).isEqualTo(50);
  }

  @Test
  void release_ofWhatIsNotHeld_changesNothing() {
    budget.hold(first, 10);
    budget.release(second);

    assertThat(budget.held()).isEqualTo(10);
  }

  private static SequentialStream stream() {
    BlockLayout layout = new BlockLayout(TestVolumes.plain(64), 64);
    return new SequentialStream(0, ReadAheadLimits.of(ReadFixture.SETTINGS, layout));
  }
}
