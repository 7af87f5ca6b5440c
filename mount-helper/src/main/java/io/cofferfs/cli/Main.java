package io.cofferfs.cli;

import io.cofferfs.fs.kms.AwsKms;
import io.cofferfs.fs.s3.AwsObjectStore;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;

/** The process: the only place that reads the environment and ends the JVM. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) throws IOException {
    PrintStream out = stream(FileDescriptor.out, /* autoFlush= */ false);
    int exitCode = new Program(context(out)).run(arguments);
    out.flush();
    if (exitCode != 0) {
      LauncherPipe.tellFailed(exitCode);
    }
    System.exit(exitCode);
  }

  private static CommandContext context(PrintStream out) {
    return new CommandContext(
        new Environment(System.getenv()),
        System.in,
        out,
        stream(FileDescriptor.err, /* autoFlush= */ true),
        Terminal::find,
        AwsObjectStore::open,
        AwsKms::open,
        new SecureRandom(),
        Clock.systemUTC(),
        own("uid"),
        own("gid"));
  }

  /** In UTF-8 whatever the locale is, as names in a bucket are. */
  private static PrintStream stream(FileDescriptor descriptor, boolean autoFlush) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor), 1 << 16),
        autoFlush,
        StandardCharsets.UTF_8);
  }

  private static long own(String attribute) {
    try {
      return ((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:" + attribute)).longValue();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot tell who runs this: /proc is not mounted", e);
    }
  }
}
