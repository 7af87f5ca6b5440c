package io.cofferfs.fs.fuse;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.vfs.AttributeChange;
import io.cofferfs.fs.vfs.FileHandle;
import io.cofferfs.fs.vfs.FileStat;
import io.cofferfs.fs.vfs.FileTree;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The attributes of nodes: by path, or where there is none any more, by a handle still open. */
final class NodeAttributes {
  private final FileTree tree;
  private final NodeTable nodes;

  NodeAttributes(FileTree tree, NodeTable nodes) {
    this.tree = tree;
    this.nodes = nodes;
  }

  /**
   * @param handle of the node, if the kernel named one
   */
  FileStat of(long node, @Nullable FileHandle handle) throws IOException {
    Optional<String> path = nodes.findPath(node);
    if (path.isEmpty()) {
      return tree.stat(handle == null ? open(node) : handle).withoutLinks();
    }
    return handle == null ? tree.stat(path.get()) : tree.stat(handle);
  }

  void change(long node, @Nullable FileHandle handle, AttributeRequest change) throws IOException {
    if (change.changesLength()) {
      truncate(node, handle, change.length());
    }
    Optional<AttributeChange> attributes = change.change();
    if (attributes.isPresent()) {
      change(node, handle, attributes.get());
    }
  }

  private void change(long node, @Nullable FileHandle handle, AttributeChange change)
      throws IOException {
    Optional<String> path = nodes.findPath(node);
    if (path.isPresent()) {
      tree.change(path.get(), change);
    } else {
      tree.change(handle == null ? open(node) : handle, change);
    }
  }

  private void truncate(long node, @Nullable FileHandle handle, long length) throws IOException {
    if (handle != null) {
      tree.truncate(handle, length);
    } else {
      tree.truncate(nodes.path(node), length);
    }
  }

  private FileHandle open(long node) throws FileException {
    return nodes
        .findOpen(node)
        .orElseThrow(() -> new FileException(Reason.NOT_FOUND, "node " + node + " was removed"));
  }
}
