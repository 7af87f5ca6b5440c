package io.cofferfs.fs.vfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Numbers that are written into files, each once, so that it can be told where each has gone. */
final class Tokens {
  static final int BYTES = Long.BYTES;

  private Tokens() {}

  static ByteBuffer encode(Collection<Long> tokens) {
    ByteBuffer bytes = ByteBuffer.allocate(tokens.size() * BYTES);
    tokens.forEach(bytes::putLong);
    return bytes.flip();
  }

  /** Holes are no tokens. */
  static Set<Long> decode(byte[] content) {
    Set<Long> tokens = new HashSet<>();
    ByteBuffer bytes = ByteBuffer.wrap(content);
    while (bytes.remaining() >= BYTES) {
      tokens.add(bytes.getLong());
    }
    tokens.remove(0L);
    return tokens;
  }

  static Set<Long> of(FileTree tree, FileHandle file) throws IOException {
    ByteBuffer content = ByteBuffer.allocate((int) tree.stat(file).length());
    tree.read(file, 0, content);
    return decode(content.array());
  }

  /** The files that each token is in, named as they were before they lost a race. */
  static Map<Long, Set<String>> ofAll(FileTree tree) throws IOException {
    Map<Long, Set<String>> found = new HashMap<>();
    for (String name : TreeFiles.names(tree, "/")) {
      String stem = "/" + name.replaceFirst("\\.conflict-.*", "");
      for (long token : decode(TreeFiles.read(tree, "/" + name))) {
        found.computeIfAbsent(token, t -> new HashSet<>()).add(stem);
      }
    }
    return found;
  }
}
