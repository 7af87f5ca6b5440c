package io.cofferfs.fs.fuse;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.vfs.FileHandle;
import io.cofferfs.fs.vfs.FileStat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files that the kernel knows, by the ids it knows them by. A node keeps its id through renames
 * and lives until the kernel has forgotten every lookup of it; a removed one has no path any more
 * but may still be open. One lock guards it all, held only for steps in memory.
 */
final class NodeTable {
  static final long ROOT = 1;

  private static final int TYPE = 0170000;

  private final Map<Long, Node> nodes = new HashMap<>();
  private final Map<Place, Node> places = new HashMap<>();
  private long lastId = ROOT;

  /** A name in a directory. */
  private record Place(long parent, String name) {}

  private static final class Node {
    final long id;
    final int type;
    @Nullable Node parent;
    String name;
    long lookups;
    final List<FileHandle> open = new ArrayList<>(0);
    @Nullable Object lastOpened;

    Node(long id, int type, @Nullable Node parent, String name) {
      this.id = id;
      this.type = type;
      this.parent = parent;
      this.name = name;
    }
  }

  NodeTable() {
    nodes.put(ROOT, new Node(ROOT, 0, null, ""));
  }

  /** The path of a node, or nothing if it was removed. */
  synchronized Optional<String> findPath(long id) throws FileException {
    return Optional.ofNullable(pathOf(node(id)));
  }

  synchronized String path(long id) throws FileException {
    String path = pathOf(node(id));
    if (path == null) {
      throw new FileException(Reason.NOT_FOUND, "node " + id + " was removed");
    }
    return path;
  }

  String childPath(long parent, String name) throws FileException {
    String directory = path(parent);
    return directory.equals("/") ? directory + name : directory + '/' + name;
  }

  /** The directory that a node is in; the root's is the root. */
  synchronized long parent(long id) throws FileException {
    Node parent = node(id).parent;
    return parent == null ? ROOT : parent.id;
  }

  /** Counts a lookup by the kernel: the id of what has this name now. */
  synchronized long lookedUp(long parent, String name, FileStat stat) throws FileException {
    Place place = new Place(parent, name);
    Node node = places.get(place);
    int type = stat.mode() & TYPE;
    if (node == null || node.type != type) {
      removed(parent, name);
      node = new Node(++lastId, type, node(parent), name);
      nodes.put(node.id, node);
      places.put(place, node);
    }
    node.lookups++;
    return node.id;
  }

  /** The kernel has dropped {@code lookups} of its references. */
  synchronized void forget(long id, long lookups) {
    Node node = nodes.get(id);
    if (node == null || id == ROOT) {
      return;
    }
    node.lookups -= lookups;
    if (node.lookups <= 0) {
      // Not detached: should a child's forgetting be late, its path still leads through here.
      unplace(node);
      nodes.remove(id);
    }
  }

  synchronized void removed(long parent, String name) {
    Node node = places.get(new Place(parent, name));
    if (node != null) {
      detach(node);
    }
  }

  synchronized void moved(long parent, String name, long newParent, String newName)
      throws FileException {
    Node node = places.remove(new Place(parent, name));
    removed(newParent, newName);
    if (node != null) {
      node.parent = node(newParent);
      node.name = newName;
      places.put(new Place(newParent, newName), node);
    }
  }

  synchronized void opened(long id, FileHandle handle) throws FileException {
    node(id).open.add(handle);
  }

  synchronized void closed(long id, FileHandle handle) {
    Node node = nodes.get(id);
    if (node != null) {
      node.open.remove(handle);
    }
  }

  /** A handle by which a node can be reached without its path. */
  synchronized Optional<FileHandle> findOpen(long id) throws FileException {
    List<FileHandle> open = node(id).open;
    return open.isEmpty() ? Optional.empty() : Optional.of(open.get(open.size() - 1));
  }

  /**
   * Whether a file has the content that it had when it was opened before; remembers what it has
   * now.
   *
   * @param content equal for two states only if their content is
   */
  synchronized boolean isUnchanged(long id, Object content) throws FileException {
    Node node = node(id);
    Object before = node.lastOpened;
    node.lastOpened = content;
    return content.equals(before);
  }

  synchronized int size() {
    return nodes.size();
  }

  private Node node(long id) throws FileException {
    Node node = nodes.get(id);
    if (node == null) {
      throw new FileException(Reason.NOT_FOUND, "node " + id + " is not known");
    }
    return node;
  }

  private void detach(Node node) {
    unplace(node);
    node.parent = null;
  }

  private void unplace(Node node) {
    if (node.parent != null) {
      places.remove(new Place(node.parent.id, node.name), node);
    }
  }

  private static @Nullable String pathOf(Node node) {
    if (node.id == ROOT) {
      return "/";
    }
    StringBuilder path = new StringBuilder();
    Node at = node;
    while (at.id != ROOT) {
      path.insert(0, at.name).insert(0, '/');
      if (at.parent == null) {
        return null;
      }
      at = at.parent;
    }
    return path.toString();
  }
}
