package io.cofferfs.test.server;

import java.util.EnumMap;
import java.util.Map;

/** How many requests of each kind there were. Safe for many threads. */
public final class RequestTally {
  private final Map<RequestKind, Long> counts = new EnumMap<>(RequestKind.class);

  public synchronized void add(ServedRequest request) {
    counts.merge(RequestKind.of(request), 1L, Long::sum);
  }

  public synchronized Map<RequestKind, Long> counts() {
    return Map.copyOf(counts);
  }

  /** A JSON object of the kinds that there were. */
  public String toJson() {
    StringBuilder json = new StringBuilder("{");
    counts()
        .forEach(
            (kind, count) ->
                json.append(json.length() > 1 ? "," : "")
                    .append("\"%s\":%d".formatted(kind, count)));
    return json.append('}').toString();
  }
}
