package io.cofferfs.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * A file that appears under its name only once it is whole. Until then it stands beside it under a
 * name of its own, for its owner alone; {@link #close} without {@link #commit}, and a signal that
 * ends the process, remove it.
 */
final class NewFile implements AutoCloseable {
  private static final Set<PosixFilePermission> OWNER_ALONE =
      PosixFilePermissions.fromString("rw-------");

  private final Path target;
  private final Path temporary;
  private final Thread removal;
  // Of the file that is replaced.
  private final Set<PosixFilePermission> permissions;
  private final FileChannel channel;

  private NewFile(Path target, Path temporary, Thread removal) throws IOException {
    this.target = target;
    this.temporary = temporary;
    this.removal = removal;
    this.permissions =
        exists(target)
            ? Files.getPosixFilePermissions(target, LinkOption.NOFOLLOW_LINKS)
            : OWNER_ALONE;
    this.channel =
        FileChannel.open(
            temporary,
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
            PosixFilePermissions.asFileAttribute(OWNER_ALONE));
  }

  /** Replaces the target, if that is a regular file; devices, pipes and links are refused. */
  static NewFile beside(Path target) throws IOException {
    Path directory = target.toAbsolutePath().getParent();
    if (directory == null || Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileSystemException(target.toString(), null, "is a directory");
    }
    if (exists(target) && !Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileSystemException(
          target.toString(), null, "is no regular file, and not replaced by one");
    }
    Path temporary = directory.resolve(".cofferfs-" + UUID.randomUUID() + ".part");
    Thread removal = new Thread(() -> remove(temporary), "removal");
    // Before the file is made: once the process is ending this refuses, and nothing is made.
    Runtime.getRuntime().addShutdownHook(removal);
    try {
      return new NewFile(target, temporary, removal);
    } catch (IOException | RuntimeException e) {
      forget(removal);
      throw e;
    }
  }

  FileChannel channel() {
    return channel;
  }

  /** Gives the file its name, and the mode of the one that it replaces; else 0600. */
  void commit() throws IOException {
    Files.setPosixFilePermissions(temporary, permissions);
    move();
  }

  /**
   * Gives the file its name.
   *
   * @param permissions the lower nine bits of the mode
   */
  void commit(int permissions, FileTime modified) throws IOException {
    Files.setAttribute(temporary, "unix:mode", permissions);
    Files.setLastModifiedTime(temporary, modified);
    move();
  }

  private void move() throws IOException {
    channel.force(/* metaData= */ true);
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
      Files.deleteIfExists(temporary);
    } finally {
      forget(removal);
    }
  }

  private static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static void remove(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("an unfinished file was left", e);
    }
  }

  private static void forget(Thread removal) {
    try {
      Runtime.getRuntime().removeShutdownHook(removal);
    } catch (IllegalStateException ending) {
      // A signal ends the process: the hook runs, and finds nothing to do.
      return;
    }
  }
}
