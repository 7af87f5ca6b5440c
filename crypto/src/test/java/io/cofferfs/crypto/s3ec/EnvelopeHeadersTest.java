package io.cofferfs.crypto.s3ec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.crypto.CofferException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which headers belong to a body, and how those of an instruction file join them. */
final class EnvelopeHeadersTest {
  private static final Map<String, String> COMMITTED =
      Map.of("x-amz-c", "115", "x-amz-d", "d", "x-amz-i", "i");

  @Test
  void of_metadata_isWhatTheFormatKnows() {
    Map<String, String> metadata = Map.of("mode", "33188", "x-amz-key-v2", "k", "x-amz-x", "y");
    assertThat(EnvelopeHeaders.of(metadata)).containsOnlyKeys("x-amz-key-v2");
    assertThat(EnvelopeHeaders.haveKey(metadata)).isTrue();
    assertThat(EnvelopeHeaders.haveKey(COMMITTED)).isFalse();
  }

  @Test
  void withInstructions_ofVersion3_joinsThem() throws CofferException {
    assertThat(joined(COMMITTED, "{\"x-amz-3\":\"k\",\"x-amz-w\":\"02\",\"other\":\"\"}"))
        .containsOnlyKeys("x-amz-c", "x-amz-d", "x-amz-i", "x-amz-3", "x-amz-w");
  }

  @Test
  void withInstructions_ofVersion2_takesNothingFromTheObjectButTheLength() throws CofferException {
    Map<String, String> own = Map.of("x-amz-unencrypted-content-length", "5", "x-amz-iv", "own");
    assertThat(joined(own, "{\"x-amz-key-v2\":\"k\",\"x-amz-iv\":\"file\"}"))
        .containsEntry("x-amz-iv", "file")
        .containsEntry("x-amz-unencrypted-content-length", "5")
        .containsKey("x-amz-key-v2");
    assertThat(joined(Map.of(), "{}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"x-amz-3\":\"k\",\"x-amz-c\":\"115\"}",
        "{\"x-amz-3\":\"k\",\"x-amz-d\":\"d\"}",
        "{\"x-amz-key-v2\":\"k\"}",
        "{\"x-amz-3\":5}",
        "{\"a\":\"b\",\"a\":\"b\"}",
        "{} {}",
        "[]",
        "{",
        "",
        "{\"a\":\"\u00ff\"}"
      })
  void withInstructions_thatContradictOrAreNone_isMalformed(String file) {
    byte[] bytes = file.getBytes(ISO_8859_1);
    assertThatThrownBy(() -> EnvelopeHeaders.withInstructions(COMMITTED, bytes))
        .isInstanceOfSatisfying(
            CofferException.class,
            e -> assertThat(e.reason()).isEqualTo(CofferException.Reason.MALFORMED));
  }

  @Test
  void withInstructions_ofVersion3BesideAnObjectOfNone_isMalformed() {
    assertThatThrownBy(() -> joined(Map.of("x-amz-c", "115"), "{\"x-amz-3\":\"k\"}"))
        .isInstanceOf(CofferException.class);
  }

  private static Map<String, String> joined(Map<String, String> headers, String file)
      throws CofferException {
    return EnvelopeHeaders.withInstructions(headers, file.getBytes(UTF_8));
  }
}
