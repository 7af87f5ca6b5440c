package io.cofferfs.cli;

import io.cofferfs.fs.fuse.Detachment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Where the launcher waits for a mount in the background: one line, {@code ready} or {@code failed
 * CODE}. After the latter it ends this process at once, so that a JVM which learns from its run
 * does not learn from one that failed.
 */
final class LauncherPipe {
  private static final String DESCRIPTOR = "cofferfs.ready.fd";

  private LauncherPipe() {}

  /** Whether a launcher waits for this process. */
  static boolean isPresent() {
    return System.getProperty(DESCRIPTOR) != null;
  }

  /** Detaches this process from its terminal and lets the launcher go. */
  static void tellReady() throws IOException {
    Detachment.detach(
        Integer.getInteger(DESCRIPTOR), "ready\n".getBytes(StandardCharsets.US_ASCII));
    System.clearProperty(DESCRIPTOR);
  }

  /** Says that there will be no mount; nothing if no launcher waits any more. */
  static void tellFailed(int exitCode) throws IOException {
    if (isPresent()) {
      Path pipe = Path.of("/proc/self/fd", System.getProperty(DESCRIPTOR, ""));
      Files.writeString(pipe, "failed " + exitCode + "\n", StandardOpenOption.WRITE);
    }
  }
}
