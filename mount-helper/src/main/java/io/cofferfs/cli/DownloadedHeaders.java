package io.cofferfs.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.cofferfs.crypto.s3ec.EnvelopeHeaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The headers of an object of the S3 Encryption Client in local files: what {@code aws s3api
 * head-object} prints, or a JSON object of the headers alone, and perhaps an instruction file.
 */
final class DownloadedHeaders {
  private static final String METADATA = "Metadata";
  private static final String PREFIX = "x-amz-meta-";

  private DownloadedHeaders() {}

  /** Those that are part of the format. */
  static Map<String, String> read(Path headers, Optional<Path> instructions)
      throws IOException, CliException {
    Map<String, String> own = EnvelopeHeaders.of(parse(headers));
    return instructions.isPresent()
        ? EnvelopeHeaders.withInstructions(own, Files.readAllBytes(instructions.get()))
        : own;
  }

  private static Map<String, String> parse(Path file) throws IOException, CliException {
    try (JsonParser parser = new JsonFactory().createParser(Files.readAllBytes(file))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw notHeaders(file);
      }
      return members(parser);
    } catch (JsonProcessingException e) {
      throw notHeaders(file);
    }
  }

  /** The strings of an object, and those of its metadata; whatever else is in it is passed over. */
  private static Map<String, String> members(JsonParser parser) throws IOException {
    Map<String, String> members = new HashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT && parser.currentToken() != null) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (value == JsonToken.VALUE_STRING) {
        members.put(bare(name), parser.getText());
      } else if (value == JsonToken.START_OBJECT && name.equals(METADATA)) {
        members.putAll(members(parser));
      } else {
        parser.skipChildren();
      }
    }
    return members;
  }

  private static String bare(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.startsWith(PREFIX) ? lower.substring(PREFIX.length()) : lower;
  }

  private static CliException notHeaders(Path file) {
    return CliException.usage(
        file + " is not a JSON object of headers, as 'aws s3api head-object' prints it");
  }
}
