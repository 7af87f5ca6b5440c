package io.cofferfs.cli;

import java.util.regex.Pattern;

/** Words for commands that messages tell the user to type. */
final class ShellWord {
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private ShellWord() {}

  static String quote(String word) {
    return SAFE.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
