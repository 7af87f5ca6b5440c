package io.cofferfs.cli;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Where a key or passphrase comes from; never a command line, which everyone on a node can see. */
sealed interface SecretSource {

  /** A file that only its owner, the caller, can read. */
  record InFile(Path path) implements SecretSource {}

  /** A file descriptor that the caller left open. */
  record InDescriptor(int number) implements SecretSource {}

  /** An environment variable. */
  record InEnvironment(String name) implements SecretSource {}

  /** A systemd credential, in {@code $CREDENTIALS_DIRECTORY}. */
  record InCredential(String name) implements SecretSource {}

  /**
   * Parses {@code fd:N}, {@code env:NAME}, {@code credential:NAME}, or else the path of a file; a
   * file whose name looks like one of those is written {@code ./fd:3}.
   */
  static SecretSource parse(String text) {
    if (text.startsWith("fd:")) {
      return new InDescriptor(descriptor(text));
    }
    if (text.startsWith("env:")) {
      return new InEnvironment(name(text));
    }
    if (text.startsWith("credential:")) {
      return new InCredential(name(text));
    }
    if (text.isEmpty()) {
      throw new IllegalArgumentException("an empty name where a file was expected");
    }
    return new InFile(Path.of(text));
  }

  private static int descriptor(String text) {
    if (!Grammar.DESCRIPTOR.matcher(text).matches()) {
      throw new IllegalArgumentException("not a file descriptor: '" + text + "' (write fd:N)");
    }
    return Integer.parseInt(text.substring("fd:".length()));
  }

  private static String name(String text) {
    String name = text.substring(text.indexOf(':') + 1);
    if (!Grammar.NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a name: '" + name + "' in '" + text + "'");
    }
    return name;
  }

  /** What the sources look like. */
  final class Grammar {
    private static final Pattern DESCRIPTOR = Pattern.compile("fd:\\d{1,5}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");

    private Grammar() {}
  }
}
