package io.cofferfs.cli.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HexViewTest {
  @Test
  void lines_ofText_showBytesAndCharacters() {
    assertThat(HexView.lines("COFFER\n0123456789abcdef".getBytes(US_ASCII), 5))
        .containsExactly(
            "000000  43 4f 46 46 45 52 0a 30 31 32 33 34 35 36 37 38  |COFFER.012345678|",
            "000010  39 61 62 63 64 65 66                             |9abcdef|");
  }

  @Test
  void lines_areAsManyAsWanted() {
    assertThat(HexView.lines(new byte[1000], 3)).hasSize(3);
  }
}
