package io.cofferfs.fs.vfs;

import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A tree on the heap, for tests of what stands above one. Names are guarded by the tree, contents
 * by each file.
 */
public class InMemoryFileTree implements FileTree {
  private static final int TYPE = 0170000;
  private static final int SET_GROUP_ID = 02000;
  private static final int DIRECTORY = 0040000;
  private static final int LINK = 0120000;
  private static final int REGULAR = 0100000;
  private static final int MAX_NAME_BYTES = 255;
  private static final SpaceStat SPACE = new SpaceStat(4096, 1L << 40, 1L << 40, MAX_NAME_BYTES);

  private final Clock clock;
  private final AtomicLong lastInode = new AtomicLong();
  private final Node root;

  /** A file, directory or symbolic link. */
  private final class Node {
    final long inode = lastInode.incrementAndGet();
    final int type;
    final @Nullable String target;
    final MemoryContent content = new MemoryContent();
    final Map<String, Node> children = new TreeMap<>();
    final Map<String, byte[]> xattrs = new TreeMap<>();
    int permissions;
    long uid;
    long gid;
    int links = 1;
    long device;
    @Nullable Timestamp atime;
    Timestamp mtime = now();
    Timestamp ctime = now();

    Node(int type, int permissions, Owner owner, @Nullable String target) {
      this.type = type;
      this.permissions = permissions;
      this.uid = owner.uid();
      this.gid = owner.gid();
      this.target = target;
    }

    FileStat stat() {
      long length = target == null ? content.length() : target.length();
      return new FileStat(
          inode, type | permissions, links, uid, gid, device, length, atime(), mtime, ctime);
    }

    Timestamp atime() {
      return atime == null ? mtime : atime;
    }

    void changed() {
      ctime = now();
    }

    void modified() {
      mtime = now();
      ctime = mtime;
    }
  }

  private record Handle(Node node, OpenMode mode) implements FileHandle {}

  /** The directory a path is in, and its name there. */
  private record Place(Node directory, String name) {
    @Nullable Node child() {
      return directory.children.get(name);
    }
  }

  /** Its root belongs to root. */
  public InMemoryFileTree(Clock clock) {
    this(clock, new Owner(0, 0));
  }

  /**
   * @param owner of the root
   */
  public InMemoryFileTree(Clock clock, Owner owner) {
    this.clock = clock;
    this.root = new Node(DIRECTORY, 0755, owner, null);
  }

  @Override
  public synchronized FileStat stat(String path) throws IOException {
    return find(path).stat();
  }

  @Override
  public FileStat stat(FileHandle handle) throws IOException {
    return node(handle).stat();
  }

  @Override
  public void readDirectory(String path, DirectorySink sink) throws IOException {
    for (Map.Entry<String, Node> child : children(path)) {
      if (!sink.accept(child.getKey(), child.getValue().stat())) {
        return;
      }
    }
  }

  private synchronized List<Map.Entry<String, Node>> children(String path) throws IOException {
    return List.copyOf(findDirectory(path).children.entrySet());
  }

  @Override
  public synchronized FileHandle open(String path, OpenMode mode) throws IOException {
    return open(find(path), mode);
  }

  private FileHandle open(Node node, OpenMode mode) throws IOException {
    if (node.type == DIRECTORY) {
      throw new FileException(Reason.IS_A_DIRECTORY, "a directory");
    }
    if (mode.truncate()) {
      node.content.truncate(0);
      node.modified();
    }
    return new Handle(node, mode);
  }

  @Override
  public synchronized FileHandle create(String path, int permissions, OpenMode mode, Owner owner)
      throws IOException {
    Place place = place(path);
    Node existing = place.child();
    if (existing == null) {
      return new Handle(add(place, new Node(REGULAR, permissions, owner, null)), mode);
    }
    if (mode.exclusive()) {
      throw new FileException(Reason.ALREADY_EXISTS, "exists");
    }
    return open(existing, mode);
  }

  @Override
  public int read(FileHandle handle, long offset, ByteBuffer target) throws IOException {
    return node(handle).content.read(offset, target);
  }

  @Override
  public void write(FileHandle handle, long offset, ByteBuffer source) throws IOException {
    Handle opened = (Handle) handle;
    if (!opened.mode().write()) {
      throw new FileException(Reason.BAD_HANDLE, "not open for writing");
    }
    opened.node().content.write(opened.mode().append() ? -1 : offset, source);
    opened.node().modified();
  }

  @Override
  public void truncate(String path, long length) throws IOException {
    truncate(nodeOf(path), length);
  }

  @Override
  public void truncate(FileHandle handle, long length) throws IOException {
    truncate(node(handle), length);
  }

  private static void truncate(Node node, long length) throws IOException {
    if (node.type == DIRECTORY) {
      throw new FileException(Reason.IS_A_DIRECTORY, "a directory");
    }
    node.content.truncate(length);
    node.modified();
  }

  @Override
  public void extend(FileHandle handle, long length) throws IOException {
    Node node = node(handle);
    if (node.content.length() < length) {
      truncate(node, length);
    }
  }

  @Override
  public void zero(FileHandle handle, long offset, long length) throws IOException {
    long count = Math.min(length, node(handle).content.length() - offset);
    if (count > 0) {
      write(handle, offset, ByteBuffer.allocate(Math.toIntExact(count)));
    }
  }

  @Override
  public void flush(FileHandle handle) throws IOException {}

  @Override
  public void sync(FileHandle handle) throws IOException {
    flush(handle);
  }

  @Override
  public void release(FileHandle handle) throws IOException {}

  @Override
  public void discard(FileHandle handle) throws IOException {}

  @Override
  public synchronized void createDirectory(String path, int permissions, Owner owner)
      throws IOException {
    add(newPlace(path), new Node(DIRECTORY, permissions, owner, null));
  }

  @Override
  public synchronized void removeDirectory(String path) throws IOException {
    if (!findDirectory(path).children.isEmpty()) {
      throw new FileException(Reason.DIRECTORY_NOT_EMPTY, "not empty");
    }
    remove(place(path));
  }

  @Override
  public synchronized void createSymbolicLink(String path, String target, Owner owner)
      throws IOException {
    add(newPlace(path), new Node(LINK, 0777, owner, target));
  }

  @Override
  public synchronized void createNode(String path, int mode, long device, Owner owner)
      throws IOException {
    Node node = new Node(mode & TYPE, mode & ~TYPE, owner, null);
    node.device = device;
    add(newPlace(path), node);
  }

  @Override
  public synchronized String readSymbolicLink(String path) throws IOException {
    String target = find(path).target;
    if (target == null) {
      throw new FileException(Reason.INVALID_ARGUMENT, "not a symbolic link");
    }
    return target;
  }

  @Override
  public synchronized void unlink(String path) throws IOException {
    if (find(path).type == DIRECTORY) {
      throw new FileException(Reason.IS_A_DIRECTORY, "a directory");
    }
    remove(place(path));
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    Node moved = find(from);
    Place target = place(to);
    Node replaced = target.child();
    if (replaced == moved) {
      return;
    }
    if ((to + '/').startsWith(from + '/')) {
      throw new FileException(Reason.INVALID_ARGUMENT, "into itself");
    }
    if (replaced != null) {
      checkReplaceable(moved, replaced);
      replaced.links = 0;
    }
    remove(place(from));
    moved.links = 1;
    moved.changed();
    put(target, moved);
  }

  private static void checkReplaceable(Node moved, Node replaced) throws FileException {
    if (replaced.type == DIRECTORY && moved.type != DIRECTORY) {
      throw new FileException(Reason.IS_A_DIRECTORY, "a directory");
    }
    if (replaced.type != DIRECTORY && moved.type == DIRECTORY) {
      throw new FileException(Reason.NOT_A_DIRECTORY, "not a directory");
    }
    if (!replaced.children.isEmpty()) {
      throw new FileException(Reason.DIRECTORY_NOT_EMPTY, "not empty");
    }
  }

  @Override
  public synchronized void change(String path, AttributeChange change) throws IOException {
    change(find(path), change);
  }

  @Override
  public synchronized void change(FileHandle handle, AttributeChange change) throws IOException {
    change(node(handle), change);
  }

  private void change(Node node, AttributeChange change) {
    node.permissions = change.permissions().orElse(node.permissions);
    node.uid = change.uid() < 0 ? node.uid : change.uid();
    node.gid = change.gid() < 0 ? node.gid : change.gid();
    node.atime = time(change.access(), node.atime());
    node.mtime = time(change.modification(), node.mtime);
    node.changed();
  }

  private Timestamp time(TimeChange change, Timestamp before) {
    if (change instanceof TimeChange.To to) {
      return to.time();
    }
    return change instanceof TimeChange.Now ? now() : before;
  }

  @Override
  public synchronized byte[] xattr(String path, String name) throws IOException {
    byte[] value = find(path).xattrs.get(name);
    if (value == null) {
      throw new FileException(Reason.NO_ATTRIBUTE, "no such attribute");
    }
    return value;
  }

  @Override
  public synchronized List<String> xattrs(String path) throws IOException {
    return List.copyOf(find(path).xattrs.keySet());
  }

  @Override
  public synchronized void setXattr(String path, String name, byte[] value, XattrMode mode)
      throws IOException {
    requireUser(name);
    Node node = find(path);
    if (mode == XattrMode.REPLACE) {
      xattr(path, name);
    }
    if (mode == XattrMode.CREATE && node.xattrs.containsKey(name)) {
      throw new FileException(Reason.ALREADY_EXISTS, "there is such an attribute");
    }
    node.xattrs.put(name, value.clone());
    node.changed();
  }

  @Override
  public synchronized void removeXattr(String path, String name) throws IOException {
    requireUser(name);
    xattr(path, name);
    find(path).xattrs.remove(name);
  }

  private static void requireUser(String name) throws FileException {
    if (!name.startsWith("user.")) {
      throw new FileException(Reason.UNSUPPORTED, "user.* only");
    }
  }

  @Override
  public SpaceStat space() throws IOException {
    return SPACE;
  }

  private Timestamp now() {
    return Timestamp.of(clock.instant());
  }

  private synchronized Node nodeOf(String path) throws FileException {
    return find(path);
  }

  private Node find(String path) throws FileException {
    if (path.equals("/")) {
      return root;
    }
    Node node = place(path).child();
    if (node == null) {
      throw new FileException(Reason.NOT_FOUND, "no such file");
    }
    return node;
  }

  private Node findDirectory(String path) throws FileException {
    Node node = find(path);
    if (node.type != DIRECTORY) {
      throw new FileException(Reason.NOT_A_DIRECTORY, "not a directory");
    }
    return node;
  }

  private Place newPlace(String path) throws FileException {
    Place place = place(path);
    if (place.child() != null) {
      throw new FileException(Reason.ALREADY_EXISTS, "exists");
    }
    return place;
  }

  private Place place(String path) throws FileException {
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
      throw new FileException(Reason.NAME_TOO_LONG, "name too long");
    }
    return new Place(findDirectory(slash == 0 ? "/" : path.substring(0, slash)), name);
  }

  private static Node add(Place place, Node node) {
    if ((place.directory().permissions & SET_GROUP_ID) != 0) {
      node.gid = place.directory().gid;
      node.permissions |= node.type == DIRECTORY ? SET_GROUP_ID : 0;
    }
    return put(place, node);
  }

  private static Node put(Place place, Node node) {
    place.directory().children.put(place.name(), node);
    place.directory().modified();
    return node;
  }

  private static void remove(Place place) {
    Node removed = place.directory().children.remove(place.name());
    if (removed != null) {
      removed.links = 0;
      removed.changed();
    }
    place.directory().modified();
  }

  private static Node node(FileHandle handle) {
    return ((Handle) handle).node();
  }
}
