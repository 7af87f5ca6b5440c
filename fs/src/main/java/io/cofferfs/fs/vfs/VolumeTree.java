package io.cofferfs.fs.vfs;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.namespace.FileEntry;
import io.cofferfs.fs.namespace.Namespace;
import io.cofferfs.fs.namespace.UnseenFile;
import io.cofferfs.fs.volume.ContentOpener;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.FileType;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.write.FileWriters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * A volume as a tree of files: joins what the bucket holds with what open files have not committed.
 * The layers below stay the caller's to close, after this.
 */
public final class VolumeTree implements FileTree, AutoCloseable {
  // A bucket has no size. 1 EiB in blocks of 64 KiB is what tools show without overflowing.
  private static final SpaceStat SPACE =
      new SpaceStat(64 * 1024, 1L << 44, 1L << 44, FilePath.MAX_NAME_BYTES);

  private final Namespace namespace;
  private final OpenFile.Layers layers;
  private final TreeSettings settings;
  private final StatView stats;
  private final PathLocks locks = new PathLocks();
  private final DirectoryTimes times = new DirectoryTimes();
  private final Inodes inodes = new Inodes();
  private final OpenFiles openFiles = new OpenFiles(inodes);
  private final Openings openings;
  private final Names names;
  private final Unlinker unlinker;
  private final Renamer renamer;
  private final Attributes attributes;
  private final Creator creator;

  /** A tree over these layers. */
  public VolumeTree(
      Namespace namespace,
      ContentOpener contents,
      FileWriters writers,
      TreeSettings settings,
      Clock clock) {
    this.namespace = namespace;
    Conflicts conflicts = new Conflicts(namespace, openFiles, writers);
    this.layers = new OpenFile.Layers(namespace, contents, writers, conflicts, clock);
    this.settings = settings;
    this.stats = new StatView(settings, inodes, times);
    this.openings = new Openings(layers, openFiles);
    this.names = new Names(namespace, openFiles);
    this.unlinker = new Unlinker(namespace, openFiles);
    this.renamer = new Renamer(namespace, openFiles, names, inodes);
    this.attributes = new Attributes(layers, openFiles, locks, times);
    this.creator = new Creator(layers, openFiles, names, times);
  }

  /** How many files with a name are open; for people to look at. */
  public int openFileCount() {
    return openFiles.count();
  }

  /** How many of these are being changed; for people to look at. */
  public int changingFileCount() {
    return openFiles.changingCount();
  }

  /** How many names are removed here and not in the bucket yet; for people to look at. */
  public int removalsDue() {
    return namespace.removalsDue();
  }

  /** Which files with a name are not in the bucket as they are now; for people to look at. */
  public List<PendingFile> pendingFiles() {
    return openFiles.pending();
  }

  /** Commits what is open. The first failure is thrown when all have been tried. */
  public void commitAll() throws IOException {
    namespace.awaitRemovals();
    openFiles.commitAll();
    namespace.settle(FilePath.ROOT);
  }

  @Override
  public FileStat stat(String path) throws IOException {
    FilePath at = FilePath.parse(path);
    Optional<OpenFile> changing = openFiles.find(at).filter(OpenFile::isChanging);
    return changing.isPresent() ? stats.of(changing.get()) : stats.of(namespace.find(at));
  }

  @Override
  public LookedUp lookUp(String path) throws IOException {
    Optional<UnseenFile> unseen = unlinker.findUnseen(FilePath.parse(path));
    return unseen.isPresent()
        ? new LookedUp(stats.of(unseen.get()), /* provisional= */ true)
        : new LookedUp(stat(path), /* provisional= */ false);
  }

  @Override
  public FileStat stat(FileHandle handle) throws IOException {
    return stats.of(opened(handle).file());
  }

  /** Times would not do: those of other tools' objects are in whole seconds. */
  @Override
  public Object contentTag(FileHandle handle) throws IOException {
    OpenFile file = opened(handle).file();
    return file.version()
        .filter(version -> !file.isChanging())
        .<Object>map(FileVersion::etag)
        .orElseGet(Object::new);
  }

  @Override
  public void readDirectory(String path, DirectorySink sink) throws IOException {
    FilePath directory = FilePath.parse(path);
    requireNoFile(directory);
    new DirectoryReading(openFiles.uncommittedIn(directory), stats, sink)
        .read(namespace, directory);
  }

  @Override
  public FileHandle open(String path, OpenMode mode) throws IOException {
    if (mode.write()) {
      requireWritable();
    }
    FilePath at = FilePath.parse(path);
    try (PathLocks.Held held = locks.name(at)) {
      return openings.open(at, mode);
    }
  }

  @Override
  public FileHandle create(String path, int permissions, OpenMode mode, Owner owner)
      throws IOException {
    requireWritable();
    FilePath at = creatable(path);
    try (PathLocks.Held held = locks.name(at)) {
      namespace.beginName(at);
      if (!names.isTaken(at)) {
        return creator.file(at, permissions, mode, owner);
      }
      if (mode.exclusive()) {
        throw new FileException(Reason.ALREADY_EXISTS, "the file exists");
      }
      return openings.open(at, mode);
    }
  }

  @Override
  public int read(FileHandle handle, long offset, ByteBuffer target) throws IOException {
    return opened(handle).read(offset, target);
  }

  @Override
  public void write(FileHandle handle, long offset, ByteBuffer source) throws IOException {
    opened(handle).write(offset, source);
  }

  @Override
  public void truncate(String path, long length) throws IOException {
    FileHandle handle = open(path, OpenMode.WRITE);
    try {
      truncate(handle, length);
      flush(handle);
    } finally {
      release(handle);
    }
  }

  @Override
  public void truncate(FileHandle handle, long length) throws IOException {
    opened(handle).truncate(length);
  }

  @Override
  public void extend(FileHandle handle, long length) throws IOException {
    opened(handle).extend(length);
  }

  @Override
  public void zero(FileHandle handle, long offset, long length) throws IOException {
    opened(handle).zero(offset, length);
  }

  @Override
  public void flush(FileHandle handle) throws IOException {
    opened(handle).flush();
  }

  @Override
  public void sync(FileHandle handle) throws IOException {
    OpenFile file = opened(handle).file();
    file.commitLocked();
    namespace.synced(file.path());
    namespace.awaitRemovals();
  }

  @Override
  public void syncDirectory(String path) throws IOException {
    namespace.settle(FilePath.parse(path));
    namespace.awaitRemovals();
  }

  @Override
  public void release(FileHandle handle) throws IOException {
    openings.release(opened(handle));
  }

  @Override
  public void discard(FileHandle handle) throws IOException {
    openings.discard(opened(handle));
  }

  @Override
  public void createDirectory(String path, int permissions, Owner owner) throws IOException {
    requireWritable();
    FilePath at = creatable(path);
    try (PathLocks.Held held = locks.name(at)) {
      namespace.beginName(at);
      creator.directory(at, permissions, owner);
    }
  }

  @Override
  public void removeDirectory(String path) throws IOException {
    requireWritable();
    FilePath at = FilePath.parse(path);
    try (PathLocks.Held held = locks.tree()) {
      requireNoFile(at);
      namespace.settle(at);
      renamer.requireEmptyOfOpenFiles(at);
      namespace.removeDirectorySoon(at);
      times.removed(at);
      times.changed(at.parent(), layers.now());
    }
  }

  @Override
  public void createSymbolicLink(String path, String target, Owner owner) throws IOException {
    requireWritable();
    FilePath at = creatable(path);
    try (PathLocks.Held held = locks.name(at)) {
      namespace.beginName(at);
      creator.symbolicLink(at, target, owner);
    }
  }

  @Override
  public void createNode(String path, int mode, long device, Owner owner) throws IOException {
    requireWritable();
    FilePath at = creatable(path);
    try (PathLocks.Held held = locks.name(at)) {
      namespace.beginName(at);
      creator.node(at, mode, device, owner);
    }
  }

  @Override
  public String readSymbolicLink(String path) throws IOException {
    FilePath at = FilePath.parse(path);
    if (openFiles.find(at).isEmpty()
        && namespace.find(at) instanceof FileEntry file
        && FileType.SYMBOLIC_LINK.matches(file.version().attributes().mode())) {
      return namespace.readSymbolicLink(file);
    }
    throw new FileException(Reason.INVALID_ARGUMENT, "not a symbolic link");
  }

  @Override
  public void unlink(String path) throws IOException {
    requireWritable();
    FilePath at = FilePath.parse(path);
    try (PathLocks.Held held = locks.name(at)) {
      unlinker.unlink(at);
      times.changed(at.parent(), layers.now());
    }
  }

  @Override
  public void rename(String from, String to) throws IOException {
    requireWritable();
    FilePath source = FilePath.parse(from);
    FilePath target = creatable(to);
    try (PathLocks.Held held = locks.tree()) {
      renamer.rename(source, target);
      times.moved(source, target);
      times.changed(source.parent(), layers.now());
      times.changed(target.parent(), layers.now());
    }
  }

  @Override
  public void change(String path, AttributeChange change) throws IOException {
    requireWritable();
    attributes.change(FilePath.parse(path), change);
  }

  @Override
  public void change(FileHandle handle, AttributeChange change) throws IOException {
    requireWritable();
    attributes.change(opened(handle).file(), change);
  }

  @Override
  public byte[] xattr(String path, String name) throws IOException {
    return attributes.xattr(FilePath.parse(path), name);
  }

  @Override
  public List<String> xattrs(String path) throws IOException {
    return ExtendedAttributes.names(attributes.of(FilePath.parse(path)));
  }

  @Override
  public void setXattr(String path, String name, byte[] value, XattrMode mode) throws IOException {
    requireWritable();
    attributes.change(FilePath.parse(path), attributes.setting(name, value, mode));
  }

  @Override
  public void removeXattr(String path, String name) throws IOException {
    requireWritable();
    attributes.change(FilePath.parse(path), ExtendedAttributes.remove(name));
  }

  @Override
  public SpaceStat space() {
    return SPACE;
  }

  /** Commits what is still open, and the times of directories. */
  @Override
  public void close() throws IOException {
    try {
      commitAll();
    } finally {
      namespace.directoriesChanged(times.take());
    }
  }

  private void requireWritable() throws FileException {
    if (settings.readOnly()) {
      throw new FileException(Reason.READ_ONLY, "the volume is mounted read-only");
    }
  }

  private void requireNoFile(FilePath path) throws FileException {
    if (openFiles.find(path).filter(OpenFile::isChanging).isPresent()) {
      throw new FileException(Reason.NOT_A_DIRECTORY, "a file, not a directory");
    }
  }

  /** The path of something new, which must not lie in what the volume keeps for itself. */
  private static FilePath creatable(String path) throws FileException {
    FilePath parsed = FilePath.parse(path);
    if (parsed.isReserved()) {
      throw new FileException(
          Reason.NOT_PERMITTED, "the name " + FilePath.RESERVED_NAME + " is the volume's own");
    }
    return parsed;
  }

  private static OpenHandle opened(FileHandle handle) throws FileException {
    if (handle instanceof OpenHandle opened) {
      return opened;
    }
    throw new FileException(Reason.BAD_HANDLE, "not a handle of this tree");
  }
}
