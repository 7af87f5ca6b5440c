package io.cofferfs.cli;

import io.cofferfs.fs.vfs.FileHandle;
import io.cofferfs.fs.vfs.FileStat;
import io.cofferfs.fs.vfs.FileTree;
import io.cofferfs.fs.vfs.OpenMode;
import io.cofferfs.fs.volume.FileType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/** Copies out of a tree. */
final class Download {
  private static final int BUFFER_BYTES = 1 << 20;
  // What may be given to a local file: no set-user-id bits of who knows whose making.
  private static final int COPIED_PERMISSIONS = 0777;

  private final FileTree tree;

  Download(FileTree tree) {
    this.tree = tree;
  }

  /** Copies the content of a file. */
  void copy(String path, WritableByteChannel target) throws IOException {
    FileHandle handle = tree.open(path, OpenMode.READ);
    try {
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
      long offset = 0;
      int count = tree.read(handle, offset, buffer);
      while (count > 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          target.write(buffer);
        }
        offset += count;
        count = tree.read(handle, offset, buffer.clear());
      }
    } finally {
      tree.release(handle);
    }
  }

  /** Copies a file, or a directory with all that is in it. */
  void copyTree(String path, Path target) throws IOException {
    FileStat stat = tree.stat(path);
    if (FileType.DIRECTORY.matches(stat.mode())) {
      copyDirectory(path, stat, target);
    } else if (FileType.SYMBOLIC_LINK.matches(stat.mode())) {
      copyLink(path, target);
    } else {
      copyFile(path, stat, target);
    }
  }

  /** Copies a regular file, which appears under its name once it is whole. */
  void copyFile(String path, FileStat stat, Path target) throws IOException {
    try (NewFile file = NewFile.beside(target)) {
      copy(path, file.channel());
      file.commit(stat.mode() & COPIED_PERMISSIONS, FileTime.from(stat.mtime().toInstant()));
    }
  }

  private void copyLink(String path, Path target) throws IOException {
    if (Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS) || Files.isSymbolicLink(target)) {
      Files.delete(target);
    }
    Files.createSymbolicLink(target, Path.of(tree.readSymbolicLink(path)));
  }

  private void copyDirectory(String path, FileStat stat, Path target) throws IOException {
    if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(target);
    }
    List<String> names = new ArrayList<>();
    tree.readDirectory(path, (name, entry) -> names.add(name));
    for (String name : names) {
      copyTree(TreePath.child(path, name), target.resolve(name));
    }
    Files.setLastModifiedTime(target, FileTime.from(stat.mtime().toInstant()));
  }
}
