package io.cofferfs.cli.mount;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A {@link MountRecord}, seen from another process. Only reads: the record may be another user's.
 */
public final class MountWatch {
  private static final long MILLIS_BETWEEN_LOOKS = 20;

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

  /** Is told from time to time that the process is still there. */
  public interface Patience {
    void waiting(MountWatch watch, Duration since) throws IOException;
  }

  /**
   * Returns once the process has ended, or the time is up.
   *
   * @return whether everything written to the mount is in the bucket; empty if the process is still
   *     at it
   */
  public Optional<Boolean> awaitEnd(Duration limit, Patience patience) throws IOException {
    long begun = System.nanoTime();
    while (isHeld(record)) {
      Duration since = Duration.ofNanos(System.nanoTime() - begun);
      if (since.compareTo(limit) >= 0) {
        return Optional.empty();
      }
      patience.waiting(this, since);
      pause();
    }
    return Optional.of(awaitEnd());
  }

  private static void pause() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN_LOOKS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }

  /** How it is; only while it is served. */
  public MountStatus status() throws IOException {
    return MountStatus.of(record);
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
