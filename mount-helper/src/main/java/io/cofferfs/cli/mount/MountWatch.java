package io.cofferfs.cli.mount;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * A {@link MountRecord}, seen from another process. Only reads: the record may be another user's.
 */
public final class MountWatch {
  private final Path record;

  private MountWatch(Path record) {
    this.record = record;
  }

  /** Of the process that serves the mount point now, or finishes its uploads. */
  public static Optional<MountWatch> ofLiving(List<RuntimeDirectory> directories, Path mountPoint)
      throws IOException {
    for (RuntimeDirectory directory : directories) {
      Path record = directory.recordOf(mountPoint);
      if (isHeld(record)) {
        return Optional.of(new MountWatch(record));
      }
    }
    return Optional.empty();
  }

  /** Whether the last process that served the mount point has ended without its uploads done. */
  public static boolean hasRemains(List<RuntimeDirectory> directories, Path mountPoint)
      throws IOException {
    for (RuntimeDirectory directory : directories) {
      if (!new MountWatch(directory.recordOf(mountPoint)).awaitEnd()) {
        return true;
      }
    }
    return false;
  }

  static boolean isHeld(Path record) throws IOException {
    try (FileChannel channel = open(record);
        FileLock free = channel.tryLock(0, Long.MAX_VALUE, /* shared= */ true)) {
      return free == null;
    } catch (NoSuchFileException e) {
      return false;
    } catch (OverlappingFileLockException e) {
      return true; // by this very process
    }
  }

  /**
   * Returns once the process has ended.
   *
   * @return whether everything written to the mount is in the bucket
   */
  public boolean awaitEnd() throws IOException {
    try (FileChannel channel = open(record);
        FileLock ended = channel.lock(0, Long.MAX_VALUE, /* shared= */ true)) {
      return ended.isValid() && channel.size() == 0;
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  private static FileChannel open(Path record) throws IOException {
    return FileChannel.open(record, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }
}
