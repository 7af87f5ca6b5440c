package io.cofferfs.cli;

import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.vfs.FileHandle;
import io.cofferfs.fs.vfs.FileStat;
import io.cofferfs.fs.vfs.FileTree;
import io.cofferfs.fs.vfs.OpenMode;
import io.cofferfs.fs.vfs.Owner;
import io.cofferfs.fs.vfs.TimeChange;
import io.cofferfs.fs.volume.FileType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;

/**
 * Copies into a tree. What was copied before a failure stays; a file is there whole or not at all.
 */
final class Upload {
  private static final int BUFFER_BYTES = 1 << 20;
  private static final int PERMISSIONS = 07777;
  private static final int PARENT_PERMISSIONS = 0755;

  private final FileTree tree;
  private final Owner owner;

  Upload(FileTree tree, Owner owner) {
    this.tree = tree;
    this.owner = owner;
  }

  /** What is at a path; empty if nothing is. */
  Optional<FileStat> find(String path) throws IOException {
    try {
      return Optional.of(tree.stat(path));
    } catch (FileException e) {
      if (e.reason() == Reason.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Makes the directories that lead to a path, as far as they are missing. */
  void createParents(String path) throws IOException {
    int slash = path.lastIndexOf('/');
    if (slash <= 0) {
      return;
    }
    String parent = path.substring(0, slash);
    if (find(parent).isEmpty()) {
      createParents(parent);
      tree.createDirectory(parent, PARENT_PERMISSIONS, owner);
    }
  }

  boolean isDirectory(String path) throws IOException {
    return find(path).filter(stat -> FileType.DIRECTORY.matches(stat.mode())).isPresent();
  }

  /** Stores a file with this content, replacing one that is there. */
  void copy(ReadableByteChannel source, String path, int permissions, Optional<Instant> mtime)
      throws IOException {
    FileHandle handle = open(path, permissions);
    try {
      write(source, handle);
      if (mtime.isPresent()) {
        TimeChange time = new TimeChange.To(Timestamp.of(mtime.get()));
        tree.changeTimes(path, new TimeChange.Keep(), time);
      }
      tree.flush(handle);
    } finally {
      // Nothing is left to commit after a flush; after a failure nothing must be.
      tree.discard(handle);
    }
  }

  private FileHandle open(String path, int permissions) throws IOException {
    OpenMode mode = new OpenMode(false, true, false, /* truncate= */ true, false);
    return find(path).isPresent()
        ? tree.open(path, mode)
        : tree.create(path, permissions, mode, owner);
  }

  private void write(ReadableByteChannel source, FileHandle handle) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    long offset = 0;
    while (source.read(buffer) >= 0) {
      buffer.flip();
      int count = buffer.remaining();
      tree.write(handle, offset, buffer);
      offset += count;
      buffer.clear();
    }
  }

  /** Copies a local file, or a directory with all that is in it. */
  void copyTree(Path source, String path) throws IOException {
    int mode = (Integer) Files.getAttribute(source, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    if (Files.isSymbolicLink(source)) {
      copyLink(source, path);
    } else if (Files.isDirectory(source)) {
      copyDirectory(source, path, mode & PERMISSIONS);
    } else if (Files.isRegularFile(source)) {
      copyFile(source, path, mode & PERMISSIONS);
    } else {
      throw new FileException(Reason.UNSUPPORTED, source + " is neither file, directory nor link");
    }
  }

  private void copyFile(Path source, String path, int permissions) throws IOException {
    Instant mtime = Files.getLastModifiedTime(source).toInstant();
    try (FileChannel channel = FileChannel.open(source, StandardOpenOption.READ)) {
      copy(channel, path, permissions, Optional.of(mtime));
    }
  }

  private void copyLink(Path source, String path) throws IOException {
    if (find(path).isPresent()) {
      tree.unlink(path);
    }
    tree.createSymbolicLink(path, Files.readSymbolicLink(source).toString(), owner);
  }

  private void copyDirectory(Path source, String path, int permissions) throws IOException {
    if (!isDirectory(path)) {
      tree.createDirectory(path, permissions, owner);
    }
    try (DirectoryStream<Path> children = Files.newDirectoryStream(source)) {
      for (Path child : children) {
        copyTree(child, TreePath.child(path, child.getFileName().toString()));
      }
    }
  }
}
