package io.cofferfs.cli.mount;

import io.cofferfs.fs.namespace.MoveOwners;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mounts of this user on this machine, each with a file that it holds locked as long as its
 * process lives: a file that is there and can be locked is one of the dead, whatever has become of
 * its process id. Where there is no file nothing is known, for the mount may be on another machine.
 */
public final class LockedOwners implements MoveOwners, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LockedOwners.class);

  private final RuntimeDirectory directory;
  private final String self = MoveOwners.newName();
  private @Nullable FileChannel lock;

  public LockedOwners(RuntimeDirectory directory) {
    this.directory = directory;
  }

  @Override
  public synchronized String self() {
    if (lock == null) {
      try {
        lock = locked(directory.ownerFile(self));
      } catch (IOException e) {
        throw new UncheckedIOException("the runtime directory cannot be written to", e);
      }
    }
    return self;
  }

  private static FileChannel locked(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    channel.lock();
    return channel;
  }

  @Override
  public boolean isDead(String owner) {
    Path file = directory.ownerFile(owner);
    try {
      return !owner.equals(self) && Files.exists(file) && !MountWatch.isHeld(file);
    } catch (IOException e) {
      LOG.debug("whether a mount lives is not known: {}", e.getMessage());
      return false;
    }
  }

  @Override
  public void forget(String owner) {
    try {
      Files.deleteIfExists(directory.ownerFile(owner));
    } catch (IOException e) {
      LOG.debug("the file of a mount that died stays: {}", e.getMessage());
    }
  }

  @Override
  public synchronized void ended() {
    if (lock != null) {
      forget(self);
    }
  }

  /**
   * Leaves the file, if it is there still, for whoever finds something of this mount unfinished.
   */
  @Override
  public synchronized void close() throws IOException {
    if (lock != null) {
      lock.close();
    }
  }
}
