package io.cofferfs.fs.fuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the kernel reads ahead in a mount, and so how much it asks for in one request: 128 KiB,
 * unless root says otherwise.
 */
final class KernelReadAhead {
  private static final Logger LOG = LoggerFactory.getLogger(KernelReadAhead.class);
  private static final Path DEVICES = Path.of("/sys/class/bdi");
  private static final int KIB = 1024;

  private KernelReadAhead() {}

  /** Has the kernel ask for as much as a request may bring, where this user may say so. */
  static void widen(Path mountPoint) {
    MountTable.read().find(mountPoint).ifPresent(KernelReadAhead::widen);
  }

  private static void widen(MountTable.Entry mount) {
    Path setting = DEVICES.resolve(mount.device()).resolve("read_ahead_kb");
    try {
      Files.writeString(setting, Integer.toString(MountOptions.MAX_TRANSFER_BYTES / KIB));
    } catch (IOException e) {
      LOG.debug("the kernel reads ahead as it does: {}", e.toString());
    }
  }
}
