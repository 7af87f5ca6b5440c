package io.cofferfs.fs.fuse;

import io.cofferfs.fs.fuse.FuseException.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Takes a mount away, by this process or another. */
public final class Unmounting {
  private static final int MNT_DETACH = 2;
  private static final int UMOUNT_NOFOLLOW = 8;
  private static final int EPERM = 1;
  private static final int EBUSY = 16;
  private static final int EINVAL = 22;

  private Unmounting() {}

  /**
   * Unmounts.
   *
   * @throws FuseException {@code BUSY} while a program has something open there
   */
  public static void unmount(Path mountPoint) throws IOException {
    unmount(mountPoint, /* lazily= */ false);
  }

  /** Hides the mount at once; it goes when the last program has closed its files there. */
  public static void unmountLazily(Path mountPoint) throws IOException {
    unmount(mountPoint, /* lazily= */ true);
  }

  private static void unmount(Path mountPoint, boolean lazily) throws IOException {
    Path absolute = mountPoint.toAbsolutePath().normalize();
    LibC libC = NativeLibraries.libC();
    int flags = UMOUNT_NOFOLLOW | (lazily ? MNT_DETACH : 0);
    if (libC.umount2(NativeLibraries.cString(absolute.toString()), flags) == 0) {
      return;
    }
    int error = NativeLibraries.lastError();
    switch (error) {
      case EPERM -> askFusermount(absolute, lazily);
      case EBUSY -> throw busy(absolute);
      case EINVAL -> throw notMounted(absolute);
      default ->
          throw new FuseException(Reason.REFUSED, absolute + " was not unmounted: error " + error);
    }
  }

  private static void askFusermount(Path mountPoint, boolean lazily) throws IOException {
    if (MountTable.read().find(mountPoint).isEmpty()) {
      throw notMounted(mountPoint);
    }
    List<String> command = new ArrayList<>(List.of("fusermount", "-u"));
    if (lazily) {
      command.add("-z");
    }
    command.addAll(List.of("--", mountPoint.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    finish(builder, mountPoint);
  }

  private static void finish(ProcessBuilder builder, Path mountPoint) throws IOException {
    Process process = start(builder);
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (exitCode(process) == 0) {
      return;
    }
    if (said.toLowerCase(Locale.ROOT).contains("busy")) {
      throw busy(mountPoint);
    }
    throw new FuseException(Reason.REFUSED, mountPoint + " was not unmounted: " + said.strip());
  }

  private static Process start(ProcessBuilder builder) throws FuseException {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new FuseException(
          Reason.FUSERMOUNT_MISSING,
          "fusermount is not installed. " + MountPreconditions.REMEDY,
          e);
    }
  }

  private static int exitCode(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted while unmounting").initCause(e);
    }
  }

  private static FuseException busy(Path mountPoint) {
    return new FuseException(
        Reason.BUSY,
        mountPoint
            + " is busy: a program has a file open or its working directory there"
            + " ('fuser -vm' names it)");
  }

  private static FuseException notMounted(Path mountPoint) {
    return new FuseException(Reason.NOT_MOUNTED, mountPoint + " is not mounted");
  }
}
