package io.cofferfs.cli.mount;

import java.util.Locale;
import java.util.logging.Level;

/** How much is logged. */
public enum LogLevel {
  ERROR,
  WARN,
  INFO,
  DEBUG,
  TRACE;

  Level level() {
    return switch (this) {
      case ERROR -> Level.SEVERE;
      case WARN -> Level.WARNING;
      case INFO -> Level.INFO;
      case DEBUG -> Level.FINE;
      case TRACE -> Level.FINEST;
    };
  }

  public static LogLevel parse(String text) {
    for (LogLevel level : values()) {
      if (level.name().toLowerCase(Locale.ROOT).equals(text)) {
        return level;
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not one of error, warn, info, debug, trace");
  }
}
