package io.cofferfs.cli;

import java.util.Locale;

/** Sizes as progress shows them: three digits or so. */
final class HumanSize {
  private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};

  private HumanSize() {}

  static String of(double bytes) {
    double number = bytes;
    int unit = 0;
    while (number >= 1000 && unit < UNITS.length - 1) {
      number /= 1024;
      unit++;
    }
    if (bytes == 1) {
      return "1 byte";
    }
    String form = unit == 0 || number >= 100 ? "%.0f %s" : "%.1f %s";
    return String.format(Locale.ROOT, form, number, UNITS[unit]);
  }
}
