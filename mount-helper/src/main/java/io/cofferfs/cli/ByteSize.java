package io.cofferfs.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes as people write it: {@code 512MiB}, {@code 64K}, {@code 1GB}, {@code 4096}. A
 * bare {@code K}, {@code M}, {@code G} or {@code T} counts in 1,024s.
 */
record ByteSize(long bytes) {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,18})\\s*([KMGT]?)(I?B)?", Pattern.CASE_INSENSITIVE);
  private static final String UNITS = "KMGT";

  static ByteSize parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw new IllegalArgumentException(refusal(text));
    }
    String suffix = form.group(3) == null ? "" : form.group(3);
    int power = form.group(2).isEmpty() ? 0 : 1 + unit(form.group(2));
    if (power == 0 && suffix.length() == 2) {
      throw new IllegalArgumentException(refusal(text));
    }
    return new ByteSize(scaled(text, Long.parseLong(form.group(1)), base(suffix), power));
  }

  private static int unit(String letter) {
    return UNITS.indexOf(letter.toUpperCase(Locale.ROOT));
  }

  private static int base(String suffix) {
    return suffix.length() == 1 ? 1000 : 1024;
  }

  private static long scaled(String text, long number, int base, int power) {
    try {
      long bytes = number;
      for (int i = 0; i < power; i++) {
        bytes = Math.multiplyExact(bytes, base);
      }
      return bytes;
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("a size out of range: '" + text + "'", e);
    }
  }

  private static String refusal(String text) {
    return "not a size: '" + text + "' (write for example 64KiB, 512MiB, 2GiB)";
  }

  /** For people: the largest binary unit that keeps it a whole number. */
  @Override
  public String toString() {
    long number = bytes;
    int power = 0;
    while (power < UNITS.length() && number >= 1024 && number % 1024 == 0) {
      number /= 1024;
      power++;
    }
    return power == 0 ? number + " bytes" : number + " " + UNITS.charAt(power - 1) + "iB";
  }
}
