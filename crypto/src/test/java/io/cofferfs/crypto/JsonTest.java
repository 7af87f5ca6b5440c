package io.cofferfs.crypto;

import static io.cofferfs.crypto.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.CofferException.Reason;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** F-14. */
final class JsonTest {
  private static JsonObject parse(String text) throws CofferException {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String canonical(String text) throws CofferException {
    return new String(JsonText.canonical(parse(text)), StandardCharsets.UTF_8);
  }

  /** The sorting example of RFC 8785 section 3.2.3. */
  @Test
  void canonical_sortsByUtf16CodeUnits() throws CofferException {
    String text =
        """
        {"\\u20ac": "Euro Sign", "\\r": "Carriage Return", "\\ufb33": "Hebrew Letter Dalet With Dagesh",
         "1": "One", "\\ud83d\\ude00": "Emoji: Grinning Face", "\\u0080": "Control",
         "\\u00f6": "Latin Small Letter O With Diaeresis"}
        """;
    assertThat(canonical(text))
        .isEqualTo(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                + "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
                + "\"😀\":\"Emoji: Grinning Face\","
                + "\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
  }

  @Test
  void canonical_escapesAsRfc8785Says() throws CofferException {
    assertThat(canonical("{\"a\":\"\\u0000\\u001F\\b\\t\\n\\f\\r\\\"\\\\\\/\\u007f\\u00e9\"}"))
        .isEqualTo("{\"a\":\"\\u0000\\u001f\\b\\t\\n\\f\\r\\\"\\\\/\u007fé\"}");
  }

  @Test
  void canonical_hasNoSpaces() throws CofferException {
    assertThat(canonical(" { \"b\" : [ ] , \"a\" : [ 1 , { } , true , [ -5 , false ] ] } "))
        .isEqualTo("{\"a\":[1,{},true,[-5,false]],\"b\":[]}");
  }

  @Test
  void indented_keepsTheOrder_andReadsBackTheSame() throws CofferException {
    String text =
        """
        {
          "b": [
            1,
            {
              "x": "y"
            }
          ],
          "a": {},
          "c": []
        }
        """;
    assertThat(new String(JsonText.indented(parse(text)), StandardCharsets.UTF_8)).isEqualTo(text);
  }

  @Test
  void integers_upTo53Bits_areRead() throws CofferException {
    assertThat(canonical("{\"a\":9007199254740991,\"b\":-9007199254740991,\"c\":0}"))
        .isEqualTo("{\"a\":9007199254740991,\"b\":-9007199254740991,\"c\":0}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[]",
        "1",
        "{",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":[",
        "{\"a\":1,}",
        "{} {}",
        "{}x",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":1}",
        "{\"a\":null}",
        "{\"a\":1.0}",
        "{\"a\":1e3}",
        "{\"a\":-0}",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "{\"a\":9007199254740992}",
        "{\"a\":-9007199254740992}",
        "{\"a\":-9223372036854775808}",
        "{\"a\":9223372036854775808}",
        "{\"a\":\"\\ud800\"}",
        "{\"\\udc00\":1}",
        "{'a':1}",
        "{/* */}",
        "\uFEFF{}"
      })
  void parse_anythingBeyondTheSubset_isRefused(String text) {
    assertRefused(Reason.MALFORMED, () -> parse(text));
  }

  @Test
  void parse_otherEncodings_areRefused() {
    assertRefused(Reason.MALFORMED, () -> Json.parse("{}".getBytes(StandardCharsets.UTF_16BE)));
    assertRefused(Reason.MALFORMED, () -> Json.parse("{}".getBytes(StandardCharsets.UTF_16LE)));
    byte[] latin1 = "{\"a\":\"ä\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertRefused(Reason.MALFORMED, () -> Json.parse(latin1));
  }

  @Test
  void parse_tooDeepOrTooLong_isRefused() throws CofferException {
    assertThat(parse("{\"a\":" + "[".repeat(15) + "]".repeat(15) + "}").members()).hasSize(1);
    assertRefused(Reason.MALFORMED, () -> parse("{\"a\":" + "[".repeat(16) + "]".repeat(16) + "}"));
    String space = " ".repeat(Json.MAX_BYTES - 2);
    assertThat(parse("{}" + space).members()).isEmpty();
    assertRefused(Reason.MALFORMED, () -> parse("{ }" + space));
  }
}
