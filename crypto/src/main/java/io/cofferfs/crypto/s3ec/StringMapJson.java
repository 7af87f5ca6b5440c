package io.cofferfs.crypto.s3ec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** JSON as the format has it: one object, whose values are strings. */
final class StringMapJson {
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private StringMapJson() {}

  /**
   * @throws CofferException {@code MALFORMED} if the text is anything else
   */
  static Map<String, String> parse(String text) throws CofferException {
    Map<String, String> members = new LinkedHashMap<>();
    try (JsonParser parser = FACTORY.createParser(text)) {
      require(parser.nextToken() == JsonToken.START_OBJECT);
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        require(parser.nextToken() == JsonToken.VALUE_STRING);
        members.put(name, parser.getText());
      }
      require(parser.nextToken() == null);
      return members;
    } catch (CofferException e) {
      throw e;
    } catch (IOException e) {
      // The parser's message quotes the text, which nobody has authenticated.
      throw malformed();
    }
  }

  private static void require(boolean condition) throws CofferException {
    if (!condition) {
      throw malformed();
    }
  }

  private static CofferException malformed() {
    return new CofferException(Reason.MALFORMED, "not a JSON object of strings");
  }

  static String format(Map<String, String> members) {
    return new TreeMap<>(members)
        .entrySet().stream()
            .map(member -> quoted(member.getKey()) + ':' + quoted(member.getValue()))
            .collect(Collectors.joining(",", "{", "}"));
  }

  private static String quoted(String text) {
    return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
