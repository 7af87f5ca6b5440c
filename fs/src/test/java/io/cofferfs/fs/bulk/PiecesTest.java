package io.cofferfs.fs.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PiecesTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 255, 256, 257, 512, 513, 5120})
  void of_anyLength_coversItWithoutGaps(long length) {
    Pieces pieces = Pieces.of(length, 200, 64);
    assertThat(pieces.pieceLength()).isEqualTo(256);
    long end = 0;
    for (int piece = 0; piece < pieces.count(); piece++) {
      assertThat(pieces.start(piece)).isEqualTo(end);
      end = pieces.end(piece);
      assertThat(pieces.isLast(piece)).isEqualTo(piece == pieces.count() - 1);
    }
    assertThat(end).isEqualTo(length);
  }

  @Test
  void of_whatTenThousandPartsWouldNotHold_makesLargerOnes() {
    long largest = 5L << 40;
    Pieces pieces = Pieces.of(largest, 8 << 20, 1 << 24);
    assertThat(pieces.count()).isBetween(9_000, 10_000);
    assertThat(pieces.pieceLength() % (1 << 24)).isZero();
  }
}
