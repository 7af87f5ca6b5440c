package io.cofferfs.fs.fuse;

import io.cofferfs.fs.fuse.FuseException.Reason;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What must be so before a mount can succeed. Asked beforehand because libfuse tells its caller
 * only that a mount failed.
 */
final class MountPreconditions {
  static final String REMEDY =
      "Install it with 'apt-get install libfuse2 fuse3' (Debian, Ubuntu)"
          + " or 'dnf install fuse-libs fuse' (RHEL, Rocky, Fedora)";

  private static final Path DEVICE = Path.of("/dev/fuse");
  private static final String FUSERMOUNT = "fusermount";

  private final boolean root;
  private final Path device;
  private final String searchPath;

  MountPreconditions(boolean root, Path device, String searchPath) {
    this.root = root;
    this.device = device;
    this.searchPath = searchPath;
  }

  static MountPreconditions ofThisProcess() {
    // Where libfuse's own search ends up, whatever the distribution.
    String searchPath =
        String.join(File.pathSeparator, "/bin", "/usr/bin", "/usr/local/bin", "/run/wrappers/bin");
    return new MountPreconditions(NativeLibraries.libC().geteuid() == 0, DEVICE, searchPath);
  }

  void check(Path mountPoint) throws FuseException {
    checkNotMounted(mountPoint);
    checkEmptyDirectory(mountPoint);
    checkDevice();
    if (!root) {
      checkFusermount();
    }
  }

  private static void checkNotMounted(Path mountPoint) throws FuseException {
    Optional<MountTable.Entry> mounted = MountTable.read().find(mountPoint);
    if (mounted.isEmpty() || !mounted.get().isCofferfs()) {
      return;
    }
    throw new FuseException(
        Reason.ALREADY_MOUNTED,
        mounted.get().isDead()
            ? mountPoint + " is the mount of a process that has died; 'fusermount -u' removes it"
            : mountPoint + " is mounted already");
  }

  private static void checkEmptyDirectory(Path mountPoint) throws FuseException {
    if (!Files.isDirectory(mountPoint)) {
      throw unusable(mountPoint + " is not a directory", null);
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(mountPoint)) {
      if (entries.iterator().hasNext()) {
        throw unusable(mountPoint + " is not empty; a mount would hide what is in it", null);
      }
    } catch (FuseException e) {
      throw e;
    } catch (IOException e) {
      throw unusable(mountPoint + " cannot be read", e);
    }
  }

  void checkDevice() throws FuseException {
    if (!Files.exists(device)) {
      throw new FuseException(
          Reason.DEVICE_MISSING,
          device
              + " does not exist: run 'modprobe fuse', or give the container the device"
              + " ('--device /dev/fuse --cap-add SYS_ADMIN')");
    }
    if (!Files.isReadable(device) || !Files.isWritable(device)) {
      throw new FuseException(
          Reason.DEVICE_DENIED, "this user may not open " + device + ": 'chmod 0666' allows it");
    }
  }

  void checkFusermount() throws FuseException {
    boolean found =
        Stream.of(searchPath.split(File.pathSeparator))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, FUSERMOUNT)));
    if (!found) {
      throw new FuseException(
          Reason.FUSERMOUNT_MISSING, FUSERMOUNT + " is not installed. " + REMEDY);
    }
  }

  private static FuseException unusable(String message, @Nullable IOException cause) {
    return cause == null
        ? new FuseException(Reason.MOUNT_POINT_UNUSABLE, message)
        : new FuseException(Reason.MOUNT_POINT_UNUSABLE, message, cause);
  }
}
