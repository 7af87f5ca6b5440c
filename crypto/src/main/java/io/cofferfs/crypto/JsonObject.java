package io.cofferfs.crypto;

import io.cofferfs.crypto.CofferException.Reason;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object with its members in the order they were written. Values are {@code JsonObject},
 * {@code List}, {@code String}, {@code Long} or {@code Boolean}. Members nobody asks for are kept.
 * Immutable; each {@code require…} method refuses what is not there in that type.
 */
final class JsonObject {
  static final JsonObject EMPTY = new JsonObject(Map.of());

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9-]{1,64}");

  private final Map<String, Object> members;

  JsonObject(Map<String, Object> members) {
    this.members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  Map<String, Object> members() {
    return members;
  }

  /** This object with one more member at its end, or another value in its place. */
  JsonObject with(String name, Object value) {
    Map<String, Object> copy = new LinkedHashMap<>(members);
    copy.put(name, value);
    return new JsonObject(copy);
  }

  JsonObject with(String name, byte[] value) {
    return with(name, Base64.getEncoder().encodeToString(value));
  }

  JsonObject without(String name) {
    Map<String, Object> copy = new LinkedHashMap<>(members);
    copy.remove(name);
    return new JsonObject(copy);
  }

  String requireString(String name) throws CofferException {
    return require(name, String.class);
  }

  /** A word of ASCII letters, digits and hyphens, fit for messages wherever the file came from. */
  String requireToken(String name) throws CofferException {
    String text = requireString(name);
    if (!TOKEN.matcher(text).matches()) {
      throw malformed("\"" + name + "\" is not a word");
    }
    return text;
  }

  boolean requireBoolean(String name) throws CofferException {
    return require(name, Boolean.class);
  }

  /** An integer from {@code least} to {@code most}. */
  int requireInt(String name, int least, int most) throws CofferException {
    return (int) requireLong(name, least, most);
  }

  /** As {@link #requireInt}, of the integers that do not fit there. */
  long requireLong(String name, long least, long most) throws CofferException {
    long value = require(name, Long.class);
    if (value < least || value > most) {
      throw malformed("\"%s\" of %d, not %d to %d".formatted(name, value, least, most));
    }
    return value;
  }

  /** Bytes in canonical base64, exactly {@code length} of them. */
  byte[] requireBytes(String name, int length) throws CofferException {
    return requireBytes(name, length, length);
  }

  /** Bytes in canonical base64, {@code least} to {@code most} of them. */
  byte[] requireBytes(String name, int least, int most) throws CofferException {
    String text = requireString(name);
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      if (bytes.length >= least
          && bytes.length <= most
          && Base64.getEncoder().encodeToString(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw malformed("\"" + name + "\" is not base64");
    }
    throw malformed(
        "\"%s\" is not the base64 of %s bytes"
            .formatted(name, least == most ? least : least + " to " + most));
  }

  /** An array of one to {@code most} objects. */
  List<JsonObject> requireObjects(String name, int most) throws CofferException {
    List<?> elements = require(name, List.class);
    if (elements.isEmpty() || elements.size() > most) {
      throw malformed(
          "\"%s\" with %d elements, not 1 to %d".formatted(name, elements.size(), most));
    }
    for (Object element : elements) {
      requireType(name, element, JsonObject.class);
    }
    return elements.stream().map(JsonObject.class::cast).toList();
  }

  private <T> T require(String name, Class<T> type) throws CofferException {
    return requireType(name, members.get(name), type);
  }

  private static <T> T requireType(String name, @Nullable Object value, Class<T> type)
      throws CofferException {
    if (!type.isInstance(value)) {
      throw malformed("\"" + name + "\" is no " + type.getSimpleName());
    }
    return type.cast(value);
  }

  static CofferException malformed(String what) {
    return new CofferException(Reason.MALFORMED, "volume file: " + what);
  }
}
