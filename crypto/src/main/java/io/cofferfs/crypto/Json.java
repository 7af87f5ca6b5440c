package io.cofferfs.crypto;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.cofferfs.crypto.CofferException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the subset of JSON that a volume file may use: objects, arrays, strings of valid Unicode,
 * integers within ±(2^53 − 1), true and false. No duplicate names, no null, nothing behind the end.
 */
final class Json {
  /** A volume file with every slot it may have takes a small part of this. */
  static final int MAX_BYTES = 1 << 20;

  private static final int MAX_DEPTH = 16;
  private static final long MAX_INTEGER = (1L << 53) - 1;

  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private final JsonParser parser;

  private Json(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Reads one object.
   *
   * @throws CofferException {@code MALFORMED} if there is anything else
   */
  static JsonObject parse(byte[] utf8) throws CofferException {
    if (utf8.length > MAX_BYTES) {
      throw malformed(utf8.length + " bytes are no volume file");
    }
    // Decoded here: the parser's own decoder rejects escaped surrogate pairs in names.
    try (JsonParser parser = FACTORY.createParser(decode(utf8))) {
      require(parser.nextToken() == JsonToken.START_OBJECT, "no object");
      JsonObject object = new Json(parser).object();
      require(parser.nextToken() == null, "text behind the end");
      return object;
    } catch (CofferException e) {
      throw e;
    } catch (IOException e) {
      // The parser's message quotes the text, which nobody has authenticated yet: its class must
      // do.
      throw malformed("volume file is not JSON: " + e.getClass().getSimpleName());
    }
  }

  private static String decode(byte[] utf8) throws IOException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
  }

  private JsonObject object() throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = unicode(parser.currentName());
      parser.nextToken();
      members.put(name, value());
    }
    return new JsonObject(members);
  }

  private List<Object> array() throws IOException {
    List<Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value());
    }
    return List.copyOf(elements);
  }

  private Object value() throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> unicode(parser.getText());
      case VALUE_NUMBER_INT -> integer();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw malformed("volume file with " + parser.currentToken());
    };
  }

  private long integer() throws IOException {
    require(parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER, "integer out of range");
    long value = parser.getLongValue();
    require(value >= -MAX_INTEGER && value <= MAX_INTEGER, "integer out of range");
    // JSON knows "-0", which other readers would write back as 0.
    require(value != 0 || parser.getText().equals("0"), "negative zero");
    return value;
  }

  /** RFC 8785 demands an error for surrogates without a partner. */
  private static String unicode(String text) throws CofferException {
    boolean unpaired = text.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF);
    require(!unpaired, "unpaired surrogate");
    return text;
  }

  private static void require(boolean condition, String otherwise) throws CofferException {
    if (!condition) {
      throw malformed("volume file with " + otherwise);
    }
  }

  private static CofferException malformed(String message) {
    return new CofferException(Reason.MALFORMED, message);
  }
}
