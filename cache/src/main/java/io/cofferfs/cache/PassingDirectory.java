package io.cofferfs.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory that lives no longer than its process, which holds a lock on a file in it. */
final class PassingDirectory implements AutoCloseable {
  private static final String PREFIX = "passing-";
  private static final String LOCK = "lock";

  private final Path path;
  private final FileChannel lock;

  private PassingDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /** A new one, after those of dead processes were removed. */
  static PassingDirectory create(Path parent) throws IOException {
    removeDead(parent);
    Path path = Files.createTempDirectory(parent, PREFIX);
    FileChannel lock =
        FileChannel.open(
            path.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    if (lock.tryLock() == null) {
      lock.close();
      throw new IOException("another process has locked the new directory " + path);
    }
    return new PassingDirectory(path, lock);
  }

  private static void removeDead(Path parent) throws IOException {
    try (DirectoryStream<Path> others = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path other : others) {
        removeIfDead(other);
      }
    }
  }

  private static void removeIfDead(Path other) throws IOException {
    try (FileChannel lock = FileChannel.open(other.resolve(LOCK), StandardOpenOption.WRITE);
        FileLock mine = lock.tryLock()) {
      if (mine != null) {
        removeTree(other);
      }
    } catch (OverlappingFileLockException | NoSuchFileException e) {
      // Of this very process, or of one that has only just begun it.
      return;
    }
  }

  private static void removeTree(Path tree) throws IOException {
    try (Stream<Path> walk = Files.walk(tree)) {
      List<Path> leavesFirst = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path path : leavesFirst) {
        Files.deleteIfExists(path);
      }
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      removeTree(path);
    }
  }
}
