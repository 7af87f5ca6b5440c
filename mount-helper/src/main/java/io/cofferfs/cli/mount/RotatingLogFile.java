package io.cofferfs.cli.mount;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/**
 * A log file of bounded size: once it is full it becomes {@code NAME.1}, replacing the one before,
 * and a new one begins.
 */
final class RotatingLogFile extends Handler {
  private final Path file;
  private final long maxBytes;
  private OutputStream out;
  private long length;

  /** Appends to {@code file}. */
  static RotatingLogFile open(Path file, long maxBytes) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    return new RotatingLogFile(file, maxBytes);
  }

  private RotatingLogFile(Path file, long maxBytes) throws IOException {
    this.file = file;
    this.maxBytes = maxBytes;
    this.out = append(file);
    this.length = Files.size(file);
    setFormatter(new LogLine());
  }

  private static OutputStream append(Path file) throws IOException {
    return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Override
  public synchronized void publish(LogRecord message) {
    if (!isLoggable(message)) {
      return;
    }
    byte[] line = getFormatter().format(message).getBytes(StandardCharsets.UTF_8);
    try {
      if (length > 0 && length + line.length > maxBytes) {
        rotate();
      }
      out.write(line);
      length += line.length;
    } catch (IOException e) {
      reportError("the log cannot be written", e, ErrorManager.WRITE_FAILURE);
    }
  }

  private void rotate() throws IOException {
    out.close();
    Path older = file.resolveSibling(file.getFileName() + ".1");
    Files.move(file, older, StandardCopyOption.REPLACE_EXISTING);
    out = append(file);
    length = 0;
  }

  @Override
  public void flush() {
    // Every line goes to the file at once.
  }

  @Override
  public synchronized void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the log cannot be closed", e);
    }
  }
}
