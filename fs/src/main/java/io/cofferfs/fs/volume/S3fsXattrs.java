package io.cofferfs.fs.volume;

import io.cofferfs.crypto.Xattrs;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code xattr} as s3fs writes it: an object of JSON with the values in base64, all of
 * it percent-encoded.
 *
 * <pre>{"user.name":"dmFsdWU=","user.other":""}</pre>
 */
final class S3fsXattrs {
  private static final Pattern OBJECT = Pattern.compile("\\{(.*)}", Pattern.DOTALL);
  // s3fs does not escape names, so one with a quote in it cannot be told from the end of it.
  private static final Pattern PAIR =
      Pattern.compile("\\s*\"([^\"]+)\"\\s*:\\s*\"([A-Za-z0-9+/=]*)\"\\s*(?:,|$)");
  private static final String LITERAL = ".-_~";

  private S3fsXattrs() {}

  /** Empty if there is no header, or one that does not say what it should. */
  static Optional<Xattrs> parse(@Nullable String header) {
    if (header == null) {
      return Optional.empty();
    }
    try {
      Matcher object = OBJECT.matcher(decoded(header).strip());
      return object.matches() ? parsePairs(object.group(1)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // Not percent-encoded, not base64, or more than fits.
    }
  }

  private static String decoded(String header) {
    // A plus sign stands for itself here, unlike in forms.
    return URLDecoder.decode(header.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static Optional<Xattrs> parsePairs(String pairs) {
    Map<String, byte[]> values = new TreeMap<>();
    Matcher pair = PAIR.matcher(pairs);
    int end = 0;
    while (end < pairs.length() && pair.find(end) && pair.start() == end) {
      values.put(pair.group(1), Base64.getDecoder().decode(pair.group(2)));
      end = pair.end();
    }
    if (end < pairs.length()) {
      return Optional.empty();
    }
    Xattrs xattrs = Xattrs.of(values);
    boolean hasRoom =
        xattrs.encodedLength() + AccessTime.ENCODED_BYTES <= Xattrs.MAX_ENCODED_LENGTH;
    return hasRoom ? Optional.of(xattrs) : Optional.empty();
  }

  static String format(Xattrs xattrs) {
    return percentEncoded(
        xattrs.names().stream()
            .map(name -> '"' + name + "\":\"" + encoded(xattrs.get(name).orElseThrow()) + '"')
            .collect(Collectors.joining(",", "{", "}")));
  }

  private static String encoded(byte[] value) {
    return Base64.getEncoder().encodeToString(value);
  }

  private static String percentEncoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean literal = c < 0x80 && (Character.isLetterOrDigit(c) || LITERAL.indexOf(c) >= 0);
      encoded.append(literal ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
    }
    return encoded.toString();
  }
}
