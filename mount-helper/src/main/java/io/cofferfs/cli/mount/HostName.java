package io.cofferfs.cli.mount;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this machine calls itself, asked of the kernel: a resolver may be slow, and know less. */
final class HostName {
  private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

  private HostName() {}

  /** Empty where the kernel does not tell. */
  static String ofThisMachine() {
    try {
      return Files.readString(KERNEL).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
