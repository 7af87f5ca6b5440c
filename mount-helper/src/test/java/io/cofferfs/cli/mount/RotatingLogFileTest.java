package io.cofferfs.cli.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RotatingLogFileTest {
  @TempDir private Path directory;

  @Test
  void publish_aMessage_isOneLine() throws IOException {
    Path file = directory.resolve("made/by/itself.log");
    RotatingLogFile log = RotatingLogFile.open(file, 1000);
    log.publish(message(Level.WARNING, "read failed"));
    log.close();
    assertThat(file)
        .hasContent(
            "2026-01-02T03:04:05.678Z WARN  ["
                + Thread.currentThread().getName()
                + "] Reader: read failed\n");
  }

  @Test
  void publish_aThrowable_isFollowedByItsTrace() throws IOException {
    Path file = directory.resolve("x.log");
    RotatingLogFile log = RotatingLogFile.open(file, 10_000);
    LogRecord message = message(Level.SEVERE, "bug");
    message.setThrown(new IllegalStateException("cause"));
    log.publish(message);
    log.close();
    assertThat(Files.readString(file)).contains("ERROR").contains("IllegalStateException: cause");
  }

  @Test
  void publish_beyondTheBound_keepsOneOlderFile() throws IOException {
    Path file = directory.resolve("x.log");
    RotatingLogFile log = RotatingLogFile.open(file, 200);
    for (int i = 0; i < 20; i++) {
      log.publish(message(Level.INFO, "message number " + i));
    }
    log.close();
    Path older = directory.resolve("x.log.1");
    assertThat(Files.size(file)).isLessThanOrEqualTo(200);
    assertThat(Files.size(older)).isLessThanOrEqualTo(200);
    assertThat(Files.readString(file)).contains("number 19");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactlyInAnyOrder(file, older);
    }
  }

  @Test
  void open_anExistingLog_appends() throws IOException {
    Path file = Files.writeString(directory.resolve("x.log"), "before\n");
    RotatingLogFile log = RotatingLogFile.open(file, 1000);
    log.publish(message(Level.FINE, "after"));
    log.close();
    assertThat(Files.readAllLines(file)).hasSize(2).first().isEqualTo("before");
  }

  private static LogRecord message(Level level, String text) {
    LogRecord message = new LogRecord(level, text);
    message.setLoggerName("io.cofferfs.fs.read.Reader");
    message.setInstant(Instant.parse("2026-01-02T03:04:05.678901Z"));
    return message;
  }
}
