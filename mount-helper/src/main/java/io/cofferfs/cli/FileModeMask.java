package io.cofferfs.cli;

import java.util.regex.Pattern;

/** Permission bits as {@code umask} writes them, in octal: {@code 022}. */
record FileModeMask(int bits) {
  private static final Pattern FORM = Pattern.compile("0?[0-7]{1,3}");

  static FileModeMask parse(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "not an octal mask: '" + text + "' (write for example 022)");
    }
    return new FileModeMask(Integer.parseInt(text, 8));
  }
}
