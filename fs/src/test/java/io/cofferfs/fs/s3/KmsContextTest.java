package io.cofferfs.fs.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KmsContextTest {
  @Test
  void parse_anObjectOfStrings_isTheContext() throws Exception {
    assertThat(KmsContext.parse(" {\"b\": \"2\", \"a\": \"1\"}\n".getBytes(UTF_8)))
        .isEqualTo(Map.of("a", "1", "b", "2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"a\": 1}",
        "{\"a\": {}}",
        "{\"a\": \"1\", \"a\": \"2\"}",
        "{} {}",
        "{"
      })
  void parse_anythingElse_isRefused(String text) {
    assertThatIOException().isThrownBy(() -> KmsContext.parse(text.getBytes(UTF_8)));
  }

  @Test
  void toHeader_isJsonInBase64_withItsNamesInOrder() {
    String header = KmsContext.toHeader(Map.of("b", "2\"", "a", "ä"));
    assertThat(new String(Base64.getDecoder().decode(header), UTF_8))
        .isEqualTo("{\"a\":\"ä\",\"b\":\"2\\\"\"}");
  }
}
