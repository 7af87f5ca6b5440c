package io.cofferfs.fs.s3;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** An encryption context: names and values, in JSON where somebody writes it down. */
public final class KmsContext {
  private static final JsonFactory JSON = new JsonFactory();

  private KmsContext() {}

  /** Reads an object whose members are strings; all else is refused. */
  public static Map<String, String> parse(byte[] json) throws IOException {
    Map<String, String> context = new TreeMap<>();
    try (JsonParser parser = JSON.createParser(json)) {
      require(parser.nextToken() == JsonToken.START_OBJECT);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        require(parser.nextToken() == JsonToken.VALUE_STRING);
        require(context.put(name, parser.getText()) == null);
      }
      require(parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null);
    }
    return context;
  }

  private static void require(boolean condition) throws IOException {
    if (!condition) {
      throw new IOException("an encryption context is one JSON object of strings, each name once");
    }
  }

  /** The context as headers have it: JSON in base64. */
  static String toHeader(Map<String, String> context) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      for (Map.Entry<String, String> member : new TreeMap<>(context).entrySet()) {
        json.writeStringField(member.getKey(), member.getValue());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing into memory", e);
    }
    return Base64.getEncoder().encodeToString(text.toByteArray());
  }

  /** Whether a header has all of another one's context; S3 adds something of its own to it. */
  static boolean includes(String header, String asked) {
    try {
      Map<String, String> all = parse(Base64.getDecoder().decode(header));
      return all.entrySet().containsAll(parse(Base64.getDecoder().decode(asked)).entrySet());
    } catch (IOException | IllegalArgumentException e) {
      return false; // No context that we have asked for looks like that.
    }
  }
}
