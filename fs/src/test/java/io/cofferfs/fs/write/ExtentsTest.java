package io.cofferfs.fs.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExtentsTest {
  private static final int LENGTH = 60;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13})
  void randomChanges_answerAsAnArrayDoes(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Extents extents = new Extents();
    boolean[] expected = new boolean[LENGTH];
    for (int step = 0; step < 300; step++) {
      int start = random.nextInt(LENGTH);
      if (random.nextInt(5) == 0) {
        extents.cut(start);
        Arrays.fill(expected, start, LENGTH, false);
      } else {
        int end = Math.min(LENGTH, start + random.nextInt(8));
        extents.add(start, end);
        Arrays.fill(expected, start, end, true);
      }
      assertSame(extents, expected, "seed " + seed + ", step " + step);
    }
  }

  private static void assertSame(Extents extents, boolean[] expected, String where) {
    for (int at = 0; at < LENGTH; at++) {
      assertThat(extents.contains(at)).as(where).isEqualTo(expected[at]);
      assertThat(extents.endOfRun(at)).as(where).isEqualTo(endOfRun(expected, at));
    }
  }

  private static long endOfRun(boolean[] expected, int at) {
    int end = at;
    while (end < LENGTH && expected[end] == expected[at]) {
      end++;
    }
    return end == LENGTH && !expected[at] ? Long.MAX_VALUE : end;
  }
}
