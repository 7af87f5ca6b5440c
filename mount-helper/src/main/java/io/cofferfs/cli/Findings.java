package io.cofferfs.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code inspect} has found, as names and values in order. */
final class Findings {
  private final Map<String, Object> values = new LinkedHashMap<>();

  void add(String name, String value) {
    values.put(name, value);
  }

  void add(String name, long value) {
    values.put(name, value);
  }

  void print(PrintStream out) {
    values.forEach((name, value) -> out.printf("%-20s %s%n", name, value));
  }

  /** Names have underscores for their blanks here. */
  void printJson(PrintStream out) throws IOException {
    try (JsonGenerator json = JsonReport.generator(out)) {
      json.writeStartObject();
      for (Map.Entry<String, Object> value : values.entrySet()) {
        json.writeFieldName(value.getKey().replace(' ', '_'));
        if (value.getValue() instanceof Long number) {
          json.writeNumber(number);
        } else {
          json.writeString(value.getValue().toString());
        }
      }
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }
}
