package io.cofferfs.crypto;

import static io.cofferfs.crypto.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.CofferException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** F-22. */
final class KeyFileTest {
  private static final String ZEROES = "A".repeat(43) + "=";
  private static final String ONES = "fF".repeat(32);

  private static List<SecretBytes> parse(String text) throws IOException {
    return KeyFile.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static SecretBytes filled(int value) {
    byte[] bytes = new byte[32];
    java.util.Arrays.fill(bytes, (byte) value);
    return SecretBytes.take(bytes);
  }

  @Test
  void generate_thenParse_isOneKeyThatTheCommentNames() throws IOException {
    String text = KeyFile.generate(TestVolume.RANDOM);
    List<SecretBytes> keys = parse(text);
    assertThat(keys).hasSize(1);
    assertThat(text)
        .startsWith("# cofferfs key " + KeyFile.keyId(keys.get(0)) + "\n")
        .endsWith("\n");
    assertThat(KeyFile.generate(TestVolume.RANDOM)).isNotEqualTo(text);
  }

  @Test
  void parse_base64AndHexAmongCommentsAndBlanks_keepsTheOrder() throws IOException {
    String text = "# first\r\n\r\n \t" + ONES + " \r\n#\n" + ZEROES;
    assertThat(parse(text)).containsExactly(filled(0xff), filled(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "# only a comment", "   "})
  void parse_withoutAKey_isRefused(String text) {
    assertRefused(Reason.MALFORMED, () -> parse(text)).withMessage("key file without a key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secret",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA?=",
        "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffg",
        "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      })
  void parse_aLineThatIsNoKey_isRefusedWithoutQuotingIt(String line) {
    assertRefused(Reason.MALFORMED, () -> parse("# comment\n" + line))
        .withMessageStartingWith("line 2 ")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain(line));
  }

  @Test
  void keyId_isFixedForEver() {
    assertThat(KeyFile.keyId(filled(0))).isEqualTo("017a1608");
  }
}
