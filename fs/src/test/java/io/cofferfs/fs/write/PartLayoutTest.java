package io.cofferfs.fs.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.volume.TestVolumes;
import org.junit.jupiter.api.Test;

final class PartLayoutTest {
  private static final int PART = 8 << 20;
  private final PartLayout layout = PartLayout.of(TestVolumes.coffer(64 << 10));

  @Test
  void growingParts_hold5TebibytesIn10000() {
    long sum = 0;
    for (int number = 1; number <= PartLayout.MAX_PARTS; number++) {
      sum += layout.growingPartBytes(PART, number);
    }

    assertThat(sum).isGreaterThanOrEqualTo(PartLayout.MAX_OBJECT_LENGTH);
    assertThat(layout.growingPartBytes(PART, 800)).isEqualTo(PART);
    assertThat(layout.growingPartBytes(PART, 801)).isEqualTo(2 * PART);
    assertThat(layout.growingPartBytes(PART, 10_000)).isEqualTo(1 << 30);
  }

  @Test
  void evenParts_areNeverMoreThan10000NorSmallerThanAsked() {
    for (long length : new long[] {1, PART, 10_000L * PART, 10_000L * PART + 1, 5L << 40}) {
      long part = layout.evenPartBytes(PART, length);

      assertThat(part).isGreaterThanOrEqualTo(PART);
      assertThat((length + part - 1) / part).isLessThanOrEqualTo(PartLayout.MAX_PARTS);
      assertThat(part % (64 << 10)).isZero();
    }
  }
}
