package io.cofferfs.fs.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractComparableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Whole files of a tree, in one call each. */
final class TreeFiles {
  static final Owner OWNER = new Owner(1000, 1000);

  private static final OpenMode REPLACE = new OpenMode(false, true, false, true, false);

  private TreeFiles() {}

  /** Replaces or makes a file, through to the bucket. */
  static void write(FileTree tree, String path, byte[] content) throws IOException {
    FileHandle file = tree.create(path, 0600, REPLACE, OWNER);
    tree.write(file, 0, ByteBuffer.wrap(content));
    tree.flush(file);
    tree.release(file);
  }

  static byte[] read(FileTree tree, String path) throws IOException {
    FileHandle file = tree.open(path, OpenMode.READ);
    try {
      ByteBuffer target = ByteBuffer.allocate((int) tree.stat(file).length());
      tree.read(file, 0, target);
      return target.array();
    } finally {
      tree.release(file);
    }
  }

  static List<String> names(FileTree tree, String directory) throws IOException {
    List<String> names = new ArrayList<>();
    tree.readDirectory(directory, (name, stat) -> names.add(name));
    names.sort(null);
    return names;
  }

  static AbstractComparableAssert<?, Errno> assertThatErrno(ThrowingCallable call) {
    return assertThat(Errno.of(catchThrowableOfType(IOException.class, call)));
  }
}
