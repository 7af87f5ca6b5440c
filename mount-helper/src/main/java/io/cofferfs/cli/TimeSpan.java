package io.cofferfs.cli;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A duration as people write it: {@code 500ms}, {@code 1s}, {@code 2m}, {@code 1h}, {@code 1d}; a
 * bare number counts in seconds.
 */
record TimeSpan(Duration duration) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d|)");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));
  private static final List<String> LONGEST_FIRST = List.of("d", "h", "m", "s");

  static TimeSpan parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    Duration unit = form.matches() ? UNITS.get(form.group(2)) : null;
    if (unit == null) {
      throw new IllegalArgumentException(
          "not a duration: '" + text + "' (write for example 500ms, 1s, 5m)");
    }
    return new TimeSpan(unit.multipliedBy(Long.parseLong(form.group(1))));
  }

  /** In the longest unit that it is a whole number of. */
  @Override
  public String toString() {
    long millis = duration.toMillis();
    for (String name : LONGEST_FIRST) {
      long unit = Objects.requireNonNull(UNITS.get(name)).toMillis();
      if (millis >= unit && millis % unit == 0) {
        return millis / unit + name;
      }
    }
    return millis + "ms";
  }
}
