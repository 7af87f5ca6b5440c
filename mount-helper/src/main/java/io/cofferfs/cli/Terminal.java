package io.cofferfs.cli;

import io.cofferfs.crypto.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The user's terminal, whatever standard input and output are connected to. What is typed is not
 * echoed and never becomes a String.
 */
class Terminal {
  private static final int MAX_PASSPHRASE_BYTES = 4096;

  private final Path device;

  Terminal(Path device) {
    this.device = device;
  }

  /** The controlling terminal; empty where there is none, as in a batch job. */
  static Optional<Terminal> find() {
    Path device = Path.of("/dev/tty");
    try {
      Files.newInputStream(device).close();
      return Optional.of(new Terminal(device));
    } catch (IOException noTerminal) {
      return Optional.empty();
    }
  }

  /** Asks for a passphrase; empty if the user typed none. */
  Optional<SecretBytes> ask(String question) throws IOException {
    Thread restore = new Thread(() -> echo(/* on= */ true), "terminal-restore");
    Runtime.getRuntime().addShutdownHook(restore);
    try (InputStream in = Files.newInputStream(device);
        OutputStream out = Files.newOutputStream(device)) {
      echo(/* on= */ false);
      out.write((question + ": ").getBytes(StandardCharsets.UTF_8));
      Optional<SecretBytes> answer = readLine(in);
      out.write('\n');
      return answer;
    } finally {
      echo(/* on= */ true);
      Runtime.getRuntime().removeShutdownHook(restore);
    }
  }

  /** Asks a question that is answered with yes or no; only a clear yes is one. */
  boolean confirm(String question) throws IOException {
    try (InputStream in = Files.newInputStream(device);
        OutputStream out = Files.newOutputStream(device)) {
      out.write((question + " [y/N] ").getBytes(StandardCharsets.UTF_8));
      return isYes(readLine(in));
    }
  }

  private static boolean isYes(Optional<SecretBytes> answer) {
    return answer
        .map(line -> line.expose(bytes -> new String(bytes, StandardCharsets.UTF_8)))
        .map(String::strip)
        .filter(word -> word.equalsIgnoreCase("y") || word.equalsIgnoreCase("yes"))
        .isPresent();
  }

  private static Optional<SecretBytes> readLine(InputStream in) throws IOException {
    try (ZeroingBuffer line = new ZeroingBuffer()) {
      int next = in.read();
      while (next >= 0 && next != '\n' && next != '\r' && line.size() < MAX_PASSPHRASE_BYTES) {
        line.write(next);
        next = in.read();
      }
      return line.size() == 0 ? Optional.empty() : Optional.of(line.take());
    }
  }

  /** Switches the echo; a terminal that refuses is left as it is, and the passphrase shows. */
  private void echo(boolean on) {
    try {
      Process stty =
          new ProcessBuilder("stty", on ? "echo" : "-echo")
              .redirectInput(device.toFile())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      stty.waitFor();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("cannot switch the terminal's echo", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Bytes that are wiped when done, and whenever the buffer has to grow. */
  private static final class ZeroingBuffer extends ByteArrayOutputStream {
    ZeroingBuffer() {
      super(MAX_PASSPHRASE_BYTES);
    }

    synchronized SecretBytes take() {
      return SecretBytes.take(Arrays.copyOf(buf, count));
    }

    @Override
    public synchronized void close() {
      Arrays.fill(buf, (byte) 0);
    }
  }
}
