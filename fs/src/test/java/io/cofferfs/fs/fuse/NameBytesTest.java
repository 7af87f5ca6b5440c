package io.cofferfs.fs.fuse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S-22 of SEMANTICS.md. */
final class NameBytesTest {
  @Test
  void utf8_staysAsItIs() {
    String name = "Gr\u00fc\u00dfe \u65e5\u672c\u8a9e \ud83d\uddc4";

    assertThat(NameBytes.decode(name.getBytes(UTF_8))).isEqualTo(name);
    assertThat(NameBytes.encode(name)).isEqualTo(name.getBytes(UTF_8));
  }

  @Test
  void latin1_standsAsPrivateCharacters() {
    assertThat(NameBytes.decode(new byte[] {'G', 'r', (byte) 0xfc, 'n'})).isEqualTo("Gr\ueffcn");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"80", "ff41", "c3", "e282", "f09f92", "eda080", "eebe80", "efbfbf", "eebfbf80"})
  void anyBytes_areTheSameAfterwards(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    String name = NameBytes.decode(bytes);

    assertThat(NameBytes.encode(name)).isEqualTo(bytes);
    assertThat(new String(name.getBytes(UTF_8), UTF_8)).isEqualTo(name);
  }

  @Test
  void randomBytes_areTheSameAfterwards_andNeverTwoAlike() {
    SplittableRandom random = new SplittableRandom(1);
    byte[] common = HexFormat.of().parseHex("41c3a9eebe80bfefff");
    Map<String, String> seen = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(6)];
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = common[random.nextInt(common.length)];
      }
      String name = NameBytes.decode(bytes);
      String hex = HexFormat.of().formatHex(bytes);
      assertThat(NameBytes.encode(name)).as(hex).isEqualTo(bytes);
      assertThat(seen.getOrDefault(name, hex)).as(hex).isEqualTo(hex);
      seen.put(name, hex);
    }
  }
}
