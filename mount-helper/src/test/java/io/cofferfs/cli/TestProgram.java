package io.cofferfs.cli;

import io.cofferfs.fs.kms.InMemoryKms;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The program in this process, on one bucket in memory. */
final class TestProgram {
  final InMemoryObjectStore store = new InMemoryObjectStore();
  final InMemoryKms kms = new InMemoryKms();
  final Map<String, String> environment = new HashMap<>();
  private Optional<Terminal> terminal = Optional.empty();
  private ByteArrayOutputStream out = new ByteArrayOutputStream();
  private ByteArrayOutputStream err = new ByteArrayOutputStream();
  private byte[] input = new byte[0];

  /** The exit code. */
  int run(String... arguments) {
    out = new ByteArrayOutputStream();
    err = new ByteArrayOutputStream();
    CommandContext context =
        new CommandContext(
            new Environment(environment),
            new ByteArrayInputStream(input),
            new PrintStream(out, /* autoFlush= */ true, StandardCharsets.UTF_8),
            new PrintStream(err, /* autoFlush= */ true, StandardCharsets.UTF_8),
            () -> terminal,
            (connection, encryption) -> store,
            (connection, endpoint) -> kms,
            new SecureRandom(),
            Clock.systemUTC(),
            uid(),
            /* gid= */ 0);
    return new Program(context).run(arguments);
  }

  void input(byte[] bytes) {
    input = bytes;
  }

  void terminal(Terminal present) {
    terminal = Optional.of(present);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  byte[] outBytes() {
    return out.toByteArray();
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  static long uid() {
    try {
      return ((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
