package io.cofferfs.fs.namespace;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.s3.Keeping;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectVersion;
import io.cofferfs.fs.volume.Deliveries;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.KeySpace;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * The tree of a volume: names of the file system over keys of the bucket. A directory is a marker
 * object whose key ends in a slash, or implied by the keys below it; both kinds behave alike.
 * Thread-safe; that two changes of one name do not cross is the caller's care.
 *
 * <p>All methods ask the store where what is known is older than the time to live, and throw what
 * it throws; a change that fails leaves the tree as it was, unless its outcome is unknown.
 */
public final class Namespace implements AutoCloseable {
  private final Layers layers;
  private final KeySpace keys;
  private final KnownTree known;
  private final Oddities oddities;
  private final Requests requests;
  private final ForeignHeaders foreign;
  private final AttributeIndexes indexes;
  private final UnseenFiles unseen;
  private final Lookup lookup;
  private final DirectoryLister lister;
  private final Directories directories;
  private final NewFiles newFiles;
  private final SymbolicLinks symbolicLinks;
  private final DirectoryDates directoryDates;
  private final FileChanges files;
  private final Removals removals;
  private final Moves moves;
  private final TreeMover treeMover;

  /** A tree whose mount knows of no other on this machine. */
  public Namespace(
      ObjectStore store,
      VolumeCodec codec,
      KeySpace keys,
      NamespaceSettings settings,
      Clock clock) {
    this(store, codec, keys, settings, new Owned(clock, MoveOwners.alone()));
  }

  /**
   * What a tree has besides its volume.
   *
   * @param clock measures ages, and tells whether an object's date is long past
   * @param owners of moves of directories
   * @param deliveries where small files go that are fetched before they are read; the caller's to
   *     close, after the tree
   */
  public record Owned(Clock clock, MoveOwners owners, Deliveries deliveries) {
    /** Of a tree where nothing is fetched before it is read. */
    public Owned(Clock clock, MoveOwners owners) {
      this(clock, owners, Deliveries.NONE);
    }

    public Owned withDeliveries(Deliveries value) {
      return new Owned(clock, owners, value);
    }
  }

  /**
   * @param store stays the caller's to close, after this
   */
  public Namespace(
      ObjectStore store,
      VolumeCodec codec,
      KeySpace keys,
      NamespaceSettings settings,
      Owned owned) {
    Clock clock = owned.clock();
    this.keys = keys;
    Freshness freshness = new Freshness(settings, clock);
    this.known = new KnownTree(settings, freshness);
    this.oddities = new Oddities();
    this.requests = new Requests(settings.parallelRequests());
    AttributeCache attributes = new AttributeCache(settings.rememberedObjects(), clock);
    this.foreign = new ForeignHeaders(store, codec, settings.rememberedObjects());
    this.indexes =
        new AttributeIndexes(new IndexStore(store, keys), codec, settings, known, requests, clock);
    ObjectReader reader =
        new ObjectReader(store, codec, settings, attributes, oddities, foreign, indexes);
    this.layers =
        new Layers(store, codec, keys, settings, known, reader, indexes, oddities, requests);
    Copies copies = new Copies(store, codec, foreign);
    NewObjects newObjects = new NewObjects(store, codec);
    RemovalRuns runs = new RemovalRuns(freshness);
    this.unseen = new UnseenFiles(layers, runs);
    this.lookup = new Lookup(layers, freshness, new SmallFiles(layers, owned.deliveries()), unseen);
    this.lister = new DirectoryLister(layers, lookup);
    this.directories = new Directories(layers, lookup, copies, newObjects);
    this.newFiles = new NewFiles(layers, directories, newObjects);
    this.symbolicLinks = new SymbolicLinks(layers, newFiles);
    this.directoryDates = new DirectoryDates(layers, copies);
    this.files = new FileChanges(layers, copies);
    this.removals = new Removals(layers, runs);
    this.moves =
        new Moves(
            new MoveRecovery(store, keys.prefix(), owned.owners(), clock),
            clock,
            () -> known.forgetWithin(FilePath.ROOT));
    this.treeMover = new TreeMover(layers, directories, copies, moves);
  }

  /**
   * Finds what the path names; {@code NOT_FOUND} if that is nothing. Objects that are no file of
   * this volume, or stand where they do not belong, are refused in the terms of what is wrong.
   */
  public Entry find(FilePath path) throws IOException {
    return lookup.find(path);
  }

  /**
   * As {@link #find}, for whoever is going to use the content: a listing is believed no longer than
   * the time to live, while somebody walks through its entries, too.
   */
  public Entry findToOpen(FilePath path) throws IOException {
    return lookup.findToOpen(path);
  }

  /** As {@link #findToOpen}; files that are likely to be read next are fetched ahead. */
  public Entry findToRead(FilePath path) throws IOException {
    return lookup.findToRead(path);
  }

  /**
   * The file, without asking for it, if names of its directory are being removed one after the
   * other and a recent listing shows that it is a regular one. It may be removed then, and is
   * nothing else.
   */
  public Optional<UnseenFile> findUnseen(FilePath path) throws IOException {
    return unseen.next(path);
  }

  /** As {@link #find}, from the store whatever is known. */
  public Entry findFresh(FilePath path) throws IOException {
    return lookup.findFresh(path);
  }

  /** As {@link #find}; {@code NOT_A_DIRECTORY} for a file. */
  public DirectoryEntry requireDirectory(FilePath path) throws IOException {
    return lookup.requireDirectory(path);
  }

  /**
   * Feeds the entries of a directory as they arrive, each once, until the sink has had enough. Keys
   * that cannot be names are left out. Finding the entries soon after, in any order that goes
   * forward, asks for their attributes in parallel.
   */
  public void list(FilePath directory, EntrySink sink) throws IOException {
    lister.list(directory, sink);
  }

  /** Makes a directory; {@code ALREADY_EXISTS} if anything has the name. */
  public DirectoryEntry createDirectory(FilePath path, FileMetadata attributes) throws IOException {
    return directories.create(path, attributes);
  }

  /**
   * As {@link #removeDirectory}, but one of several that are removed soon one after the other may
   * go from the bucket a moment later. The caller has settled what was in it.
   */
  public void removeDirectorySoon(FilePath path) throws IOException {
    directories.removeSoon(path, removals);
  }

  /** Removes a directory; {@code DIRECTORY_NOT_EMPTY} if there is anything in it. */
  public void removeDirectory(FilePath path) throws IOException {
    directories.remove(path);
  }

  /**
   * Makes a symbolic link; {@code ALREADY_EXISTS} if anything has the name.
   *
   * @param attributes whose mode does not matter
   */
  public FileEntry createSymbolicLink(FilePath path, String target, FileMetadata attributes)
      throws IOException {
    return symbolicLinks.create(path, target, attributes);
  }

  /** Makes a FIFO, socket or device; {@code ALREADY_EXISTS} if anything has the name. */
  public FileEntry createNode(FilePath path, FileMetadata attributes) throws IOException {
    return newFiles.create(path, new byte[0], attributes);
  }

  /** The path that a symbolic link leads to; {@code INVALID_ARGUMENT} for another file. */
  public String readSymbolicLink(FileEntry link) throws IOException {
    return symbolicLinks.read(link);
  }

  /** Asks the server how it keeps what is under the file's name now. */
  public Keeping keeping(FileEntry file) throws IOException {
    return layers.store().head(file.version().key()).keeping();
  }

  /** Removes what the file's key holds now, in one request; there being nothing is as good. */
  public void remove(FileEntry file) throws IOException {
    files.remove(file.path(), file.version().key());
  }

  /**
   * As {@link #remove}, but one of several that are removed soon one after the other may go from
   * the bucket a moment later: in this version, for another one by then is another mount's. Here
   * the name is gone at once, until it shows that it cannot be removed.
   */
  public void removeSoon(FileEntry file) throws IOException {
    FileVersion version = file.version();
    removals.remove(
        new Removal(file.path(), new ObjectVersion(version.key(), version.etag())),
        () -> files.remove(file.path(), version.key()));
  }

  /** The same of a file that only a listing has told of. */
  public void removeSoon(UnseenFile file) throws IOException {
    removals.remove(new Removal(file.path(), file.object()), () -> removeUnseen(file));
  }

  private void removeUnseen(UnseenFile file) throws IOException {
    try {
      files.removeUnseen(file.path(), file.object());
    } catch (FileException e) {
      if (e.reason() != FileException.Reason.STALE) {
        throw e;
      }
      removeSeen(file.path());
    }
  }

  /** What is there now, if it is a file, too. */
  private void removeSeen(FilePath path) throws IOException {
    if (!(findFresh(path) instanceof FileEntry file)) {
      throw new FileException(FileException.Reason.IS_A_DIRECTORY, "unlink of a directory");
    }
    remove(file);
  }

  /**
   * Waits for the removals that are due at this path and below it; throws if one has failed, to the
   * first caller whom that concerns.
   */
  public void settle(FilePath within) throws IOException {
    removals.settle(within);
  }

  /** As {@link #settle}, of the whole tree, without a word about those that have failed. */
  public void awaitRemovals() {
    removals.await(FilePath.ROOT);
  }

  /**
   * Must be called before a name is made: waits until a removal of it that is due is over, as
   * {@link #settle} does; and those of its neighbours are none of a run any more.
   */
  public void beginName(FilePath path) throws IOException {
    removals.begin(path);
  }

  /** A program has waited for the file to be in the bucket: it minds when it is removed, too. */
  public void synced(FilePath file) {
    removals.synced(file);
  }

  /** How many names are removed here and not in the bucket yet; for people to look at. */
  public int removalsDue() {
    return known.hidden().count();
  }

  /**
   * Copies a file to where no path leads, so that open handles can go on reading while its name is
   * removed or given to another file: which the caller does next.
   */
  public FileVersion setAside(FileEntry file) throws IOException {
    return files.setAside(file);
  }

  public void removeSetAside(FileVersion orphan) throws IOException {
    files.removeSetAside(orphan);
  }

  /** Copies a file, on the server, to where nothing is. */
  public FileEntry copyFile(FileEntry file, FilePath to) throws IOException {
    return files.copy(file, to);
  }

  /**
   * Gives a file another name, on the server.
   *
   * @param replaced the file that has this name now, if any; a move that fails once that is
   *     overwritten leaves the file under both names, else under its old one
   */
  public FileEntry moveFile(FileEntry file, FilePath to, Optional<FileEntry> replaced)
      throws IOException {
    return files.move(file, to, replaced);
  }

  /**
   * Moves a directory and all below it, on the server and in parallel, to where nothing or an empty
   * directory is; {@code NAME_TOO_LONG}, with nothing moved, if some key would not fit there.
   */
  public void moveDirectory(DirectoryEntry directory, FilePath to, MoveListener listener)
      throws IOException {
    treeMover.move(directory, to, listener);
  }

  /** The key of a file's object: what the log may call it by. */
  public String key(FilePath file) throws FileException {
    return keys.fileKey(file);
  }

  /**
   * Ends moves of directories that a process which died has left half done; later, in the
   * background, those of whom that is not certain yet. What cannot be done is in the log.
   */
  public void recoverMoves() {
    moves.recover();
  }

  /** Refuses a path whose key would be longer than S3 takes, before a file is made there. */
  public void requireRoom(FilePath file) throws IOException {
    keys.fileKey(file);
  }

  /** Refuses a move after which some key would be longer than S3 takes, as the move itself does. */
  public void requireRoom(DirectoryEntry directory, FilePath to) throws IOException {
    treeMover.requireRoom(directory, to);
  }

  /** Whether these attributes fit what is stored beside a file. */
  public boolean canKeep(FileMetadata attributes) {
    return layers.codec().canKeep(attributes);
  }

  /** Gives a file or directory these attributes, type bits included; its content stays. */
  public Entry changeAttributes(Entry entry, FileMetadata attributes) throws IOException {
    return entry instanceof FileEntry file
        ? files.changeAttributes(file, attributes)
        : directories.changeAttributes((DirectoryEntry) entry, attributes);
  }

  /**
   * Stores when this mount last changed what is in these directories, where they can keep that and
   * nothing later is stored.
   */
  public void directoriesChanged(Map<FilePath, Timestamp> times) {
    directoryDates.write(times);
  }

  /** Learns of a version of a file that this mount has just committed. */
  public void committed(FilePath path, FileVersion version) {
    foreign.made(version.key(), version.etag());
    known.present(new FileEntry(path, version));
  }

  /** Forgets what is known of the path: it may be wrong. */
  public void forget(FilePath path) {
    known.forget(path);
  }

  /** Objects of an encrypted volume that were met without metadata. */
  public long unboundObjects() {
    return oddities.unboundCount();
  }

  @Override
  public void close() {
    removals.close();
    moves.close();
    indexes.close();
    requests.close();
  }
}
