package io.cofferfs.cli.mount;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * One line: time in UTC, level, thread, logger, message; a stack trace follows where there is one.
 */
final class LogLine extends Formatter {
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  @Override
  public String format(LogRecord message) {
    StringBuilder line = new StringBuilder(160);
    TIME.formatTo(message.getInstant(), line);
    line.append(' ').append(level(message.getLevel()));
    line.append(" [").append(Thread.currentThread().getName()).append("] ");
    line.append(shortName(message.getLoggerName())).append(": ");
    line.append(formatMessage(message)).append('\n');
    Throwable thrown = message.getThrown();
    if (thrown != null) {
      StringWriter trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace, /* autoFlush= */ true));
      line.append(trace);
    }
    return line.toString();
  }

  private static String level(Level level) {
    int value = level.intValue();
    if (value >= Level.SEVERE.intValue()) {
      return "ERROR";
    }
    if (value >= Level.WARNING.intValue()) {
      return "WARN ";
    }
    return value >= Level.INFO.intValue() ? "INFO " : "DEBUG";
  }

  private static String shortName(@org.jspecify.annotations.Nullable String logger) {
    return logger == null ? "" : logger.substring(logger.lastIndexOf('.') + 1);
  }
}
