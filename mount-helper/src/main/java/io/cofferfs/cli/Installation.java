package io.cofferfs.cli;

import java.nio.file.Path;

/** What the launcher tells of the installation that it started. */
final class Installation {
  private Installation() {}

  /** Whether the launcher set this JVM up for Amazon Corretto's machine code. */
  static boolean reliesOnAccp() {
    return Boolean.getBoolean("cofferfs.accp");
  }

  static Path path(String property) throws CliException {
    String value = System.getProperty(property);
    if (value == null) {
      throw new CliException(ExitCode.FAILED, "this runs only through the cofferfs launcher");
    }
    return Path.of(value);
  }
}
