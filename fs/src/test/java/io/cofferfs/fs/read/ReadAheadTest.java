package io.cofferfs.fs.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.read.ReadAhead.Plan;
import io.cofferfs.fs.read.ReadAhead.Supply;
import io.cofferfs.fs.volume.TestVolumes;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** In units of a volume with real sizes: blocks of 64 KiB, requests of the kernel of 128 KiB. */
final class ReadAheadTest {
  private static final int BLOCK = 64 << 10;
  private static final int REQUEST = 2 * BLOCK;
  private static final long BLOCKS_PER_MIB = 16;
  private static final long FILE = 1L << 30;

  private final BlockLayout layout = new BlockLayout(TestVolumes.plain(BLOCK), BLOCK);
  private final ReadAheadLimits limits =
      ReadAheadLimits.of(ReadSettings.of(/* memoryBytes= */ 1 << 28, 16), layout);
  private final ReadAheadBudget budget = new ReadAheadBudget(128 * BLOCKS_PER_MIB, () -> 0);
  private final ReadAhead readAhead = new ReadAhead(layout, limits, budget, FILE);

  @Test
  void firstReadOfAFile_readsOneMebibyteAhead() {
    Plan plan = request(0, Supply.MISSING);

    assertThat(plan.start()).isEqualTo(2);
    assertThat(plan.end()).isEqualTo(2 + BLOCKS_PER_MIB + 8);
  }

  @Test
  void firstReadElsewhere_readsNothingAhead() {
    assertNothing(request(100L * REQUEST, Supply.MISSING));
  }

  @Test
  void randomReads_readNothingAhead() {
    SplittableRandom random = new SplittableRandom(1);
    for (int step = 0; step < 1000; step++) {
      assertNothing(request((64 + random.nextInt(8000)) * (long) REQUEST, Supply.MISSING));
    }
    assertThat(budget.held()).isZero();
  }

  @Test
  void recordOfAMebibyteInARandomPlace_readsNothingAhead() {
    for (long record = 500L << 20; record > 0; record -= 100 << 20) {
      for (int part = 0; part < 8; part++) {
        assertNothing(request(record + (long) part * REQUEST, Supply.MISSING));
      }
    }
  }

  @Test
  void passFromTheMiddle_isReadAheadOfOnceItIsLongerThanARecord() {
    long start = 512L << 20;
    for (int part = 0; part < 8; part++) {
      assertNothing(request(start + (long) part * REQUEST, Supply.MISSING));
    }

    assertThat(blocks(request(start + 8L * REQUEST, Supply.MISSING))).isPositive();
  }

  @Test
  void sequentialReaderWhoWaits_getsAWindowForAllConnections() {
    assertThat(widestWindow(Supply.UNDERWAY)).isGreaterThan(100 * BLOCKS_PER_MIB);
  }

  @Test
  void sequentialReaderWhoFindsAllHere_getsNoMoreThanTwoRequestsAhead() {
    assertThat(widestWindow(Supply.PRESENT)).isBetween(18 * BLOCKS_PER_MIB, 24 * BLOCKS_PER_MIB);
  }

  @Test
  void longPass_isPlannedInLargeStepsThatMeet() {
    long expected = 2;
    int plans = 0;
    for (long offset = 0; offset < FILE; offset += REQUEST) {
      Plan plan = request(offset, offset == 0 ? Supply.MISSING : Supply.PRESENT);
      if (blocks(plan) > 0) {
        assertThat(plan.start()).isEqualTo(expected);
        expected = plan.end();
        plans++;
      }
    }
    assertThat(expected).isEqualTo(FILE / BLOCK);
    assertThat(plans).isLessThan(1024 / 8 + 10);
    assertThat(budget.held()).isZero();
  }

  @Test
  void lostBlocks_areReadAheadAnew() {
    readUpTo(8 << 20);

    Plan plan = request(8 << 20, Supply.MISSING);

    assertThat(plan.start()).isEqualTo((8 << 20) / BLOCK + 2);
    assertThat(blocks(plan)).isPositive();
  }

  @Test
  void readsThatSkipMostOfTheFile_endThePass() {
    long planned = 0;
    for (long offset = 0; offset < FILE; offset += 1 << 20) {
      planned += blocks(request(offset, Supply.MISSING));
    }
    assertThat(planned).isLessThan(FILE / BLOCK / 20);
  }

  @Test
  void twoPassesThroughOneHandle_areFollowedBoth() {
    long planned = 0;
    for (long offset = 0; offset < FILE / 4; offset += REQUEST) {
      planned += blocks(request(offset, Supply.PRESENT));
      planned += blocks(request(FILE / 2 + offset, Supply.PRESENT));
    }
    assertThat(planned).isGreaterThan(FILE / 2 / BLOCK);
  }

  @Test
  void passLeftBehind_isAbandonedAndGivesBackItsShare() {
    Plan plan = request(0, Supply.MISSING);
    for (int place = 1; place <= 4; place++) {
      request((long) place << 27, Supply.MISSING);
    }

    assertThat(plan.stream().isAbandoned()).isTrue();
    assertThat(budget.held()).isZero();
  }

  @Test
  void close_abandonsEverythingAndPlansNoMore() {
    Plan plan = request(0, Supply.MISSING);

    readAhead.close();

    assertThat(plan.stream().isAbandoned()).isTrue();
    assertThat(budget.held()).isZero();
    assertNothing(request(0, Supply.MISSING));
  }

  private long widestWindow(Supply supply) {
    long widest = 0;
    long end = 0;
    for (long offset = 0; offset < FILE / 2; offset += REQUEST) {
      end = Math.max(end, request(offset, supply).end());
      widest = Math.max(widest, end - (offset + REQUEST) / BLOCK);
    }
    return widest;
  }

  private void readUpTo(long end) {
    for (long offset = 0; offset < end; offset += REQUEST) {
      request(offset, offset == 0 ? Supply.MISSING : Supply.PRESENT);
    }
  }

  private Plan request(long offset, Supply supply) {
    return readAhead.reading(offset, offset + REQUEST, supply);
  }

  private static long blocks(Plan plan) {
    return plan.end() - plan.start();
  }

  private static void assertNothing(Plan plan) {
    assertThat(blocks(plan)).isZero();
  }
}
