package io.cofferfs.crypto;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes JSON in two ways: canonically (RFC 8785: no spaces, members sorted by UTF-16 code units),
 * which is what a MAC covers, and indented in the order of the members, for people.
 */
final class JsonText {
  private static final String INDENT = "  ";

  private final boolean canonical;
  private final StringBuilder out = new StringBuilder();

  private JsonText(boolean canonical) {
    this.canonical = canonical;
  }

  static byte[] canonical(JsonObject object) {
    JsonText text = new JsonText(/* canonical= */ true);
    text.value(object, "");
    return text.out.toString().getBytes(StandardCharsets.UTF_8);
  }

  static byte[] indented(JsonObject object) {
    JsonText text = new JsonText(/* canonical= */ false);
    text.value(object, "\n");
    return text.out.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  /** {@code margin} is the line end and indentation of the enclosing value. */
  private void value(Object value, String margin) {
    if (value instanceof JsonObject object) {
      members(object.members(), margin);
    } else if (value instanceof List<?> elements) {
      elements(elements, margin);
    } else if (value instanceof String string) {
      string(string);
    } else {
      out.append(value);
    }
  }

  private void members(Map<String, Object> members, String margin) {
    String inner = inner(margin);
    String separator = "{" + inner;
    for (Map.Entry<String, Object> member : ordered(members).entrySet()) {
      out.append(separator);
      string(member.getKey());
      out.append(canonical ? ":" : ": ");
      value(member.getValue(), inner);
      separator = "," + inner;
    }
    out.append(members.isEmpty() ? "{}" : margin + "}");
  }

  private void elements(List<?> elements, String margin) {
    String inner = inner(margin);
    String separator = "[" + inner;
    for (Object element : elements) {
      out.append(separator);
      value(element, inner);
      separator = "," + inner;
    }
    out.append(elements.isEmpty() ? "[]" : margin + "]");
  }

  private Map<String, Object> ordered(Map<String, Object> members) {
    return canonical ? new TreeMap<>(members) : members;
  }

  private String inner(String margin) {
    return canonical ? "" : margin + INDENT;
  }

  private void string(String string) {
    out.append('"');
    string.chars().forEach(c -> character((char) c));
    out.append('"');
  }

  private void character(char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\t' -> out.append("\\t");
      case '\n' -> out.append("\\n");
      case '\f' -> out.append("\\f");
      case '\r' -> out.append("\\r");
      default -> out.append(c < ' ' ? "\\u%04x".formatted((int) c) : String.valueOf(c));
    }
  }
}
