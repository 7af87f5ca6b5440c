package io.cofferfs.fs.namespace;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.volume.BodyIdentity;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.FileType;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.OpenedAttributes;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes entries of objects: opens their headers, once for each version, fills in what they lack,
 * and refuses what cannot be a file.
 */
final class ObjectReader {
  private final ObjectStore store;
  private final VolumeCodec codec;
  private final NamespaceSettings settings;
  private final AttributeCache cache;
  private final Oddities oddities;
  private final ForeignHeaders foreign;
  private final AttributeIndexes indexes;

  /** Markers that other tools use for something of their own; there are hardly any. */
  private final Set<String> markersWithContent = ConcurrentHashMap.newKeySet();

  /** When the mount began: the date of directories that have none. */
  private final Timestamp mounted;

  ObjectReader(
      ObjectStore store,
      VolumeCodec codec,
      NamespaceSettings settings,
      AttributeCache cache,
      Oddities oddities,
      ForeignHeaders foreign,
      AttributeIndexes indexes) {
    this.store = store;
    this.codec = codec;
    this.settings = settings;
    this.cache = cache;
    this.oddities = oddities;
    this.foreign = foreign;
    this.indexes = indexes;
    this.mounted = new Timestamp(cache.now() / 1000, 0);
  }

  /** An object just asked for, with what its headers say. */
  record Seen(ObjectInfo info, ObjectAttributes attributes) {
    StoredVersion version() {
      return StoredVersion.of(info);
    }
  }

  /** A request that tells an object's headers. */
  interface Asking {
    ObjectInfo ask(String key) throws ObjectStoreException;
  }

  /** Asks for an object's headers and remembers them; empty if there is no such object. */
  Optional<Seen> head(String key, String path) throws ObjectStoreException {
    return ask(key, path, store::head);
  }

  /** The same by another request. */
  Optional<Seen> ask(String key, String path, Asking asking) throws ObjectStoreException {
    long askedAt = cache.now();
    try {
      ObjectInfo info = asking.ask(key);
      ObjectAttributes attributes = open(path, info);
      noteContent(info);
      foreign.saw(info);
      if (codec.isWhole(info)) {
        cache.put(StoredVersion.of(info), attributes, askedAt);
      }
      if (attributes instanceof ObjectAttributes.Opened) {
        indexes.saw(path, info, askedAt);
      }
      return Optional.of(new Seen(info, attributes));
    } catch (ObjectStoreException e) {
      return switch (e.reason()) {
        case NOT_FOUND -> Optional.empty();
        case WRONG_CUSTOMER_KEY -> locked(key, askedAt);
        default -> throw e;
      };
    }
  }

  /** What a listing tells of an object that shows nothing of itself: it exists all the same. */
  private Optional<Seen> locked(String key, long askedAt) throws ObjectStoreException {
    for (ListedObject first : store.list(ListRequest.tree(key).withMaxKeys(1)).objects()) {
      if (first.key().equals(key)) {
        ObjectAttributes attributes = new ObjectAttributes.Locked();
        oddities.locked(StoredVersion.of(first));
        cache.put(StoredVersion.of(first), attributes, askedAt);
        return Optional.of(new Seen(info(first), attributes));
      }
    }
    return Optional.empty();
  }

  private static ObjectInfo info(ListedObject listed) {
    return new ObjectInfo(
        listed.key(),
        listed.etag(),
        listed.length(),
        listed.lastModified(),
        Map.of(),
        listed.storageClass());
  }

  private void noteContent(ObjectInfo info) {
    if (info.key().endsWith("/") && info.length() > codec.objectLength(0)) {
      markersWithContent.add(info.key());
    }
  }

  private ObjectAttributes open(String path, ObjectInfo info) throws ObjectStoreException {
    try {
      Map<String, String> metadata = codec.metadata(store, info);
      return new ObjectAttributes.Opened(codec.openAttributes(path, metadata));
    } catch (CofferException e) {
      return new ObjectAttributes.Refused(e);
    } catch (ObjectStoreException e) {
      throw e;
    } catch (IOException e) {
      throw new AssertionError("opening headers fails in coffer's own terms only", e);
    }
  }

  FileEntry file(FilePath path, Seen seen) throws IOException {
    return file(path, seen.version(), seen.attributes());
  }

  /** The file, if nothing more need be asked to know it. */
  Optional<FileEntry> listedFile(FilePath path, StoredVersion version) throws IOException {
    Optional<ObjectAttributes> remembered = attributes(version);
    Optional<ObjectAttributes> found = remembered.isPresent() ? remembered : indexed(path, version);
    return found.isPresent() ? Optional.of(file(path, version, found.get())) : Optional.empty();
  }

  /** Whether it is known without a request what such a file is, or why it is refused. */
  boolean remembers(FilePath path, StoredVersion version) throws IOException {
    return attributes(version).isPresent() || indexed(path, version).isPresent();
  }

  private Optional<ObjectAttributes> indexed(FilePath path, StoredVersion version)
      throws IOException {
    Optional<Map<String, String>> headers = indexes.headers(path, version);
    if (headers.isEmpty()) {
      return Optional.empty();
    }
    try {
      ObjectAttributes opened =
          new ObjectAttributes.Opened(codec.openAttributes(path.value(), headers.get()));
      cache.put(version, opened);
      return Optional.of(opened);
    } catch (CofferException e) {
      return Optional.empty(); // Nothing is said by that about the object's own headers.
    }
  }

  /** What the headers of this version said when they were read. */
  Optional<ObjectAttributes> remembered(StoredVersion version) {
    return cache.get(version);
  }

  /** What suffices to show a version that a listing has told of. */
  private Optional<ObjectAttributes> attributes(StoredVersion version) {
    Optional<ObjectAttributes> remembered = remembered(version);
    return remembered.isEmpty() && settings.listingSuffices()
        ? Optional.of(new ObjectAttributes.Opened(unknown()))
        : remembered;
  }

  private OpenedAttributes unknown() {
    return new OpenedAttributes(Optional.empty(), codec.unseen());
  }

  private FileEntry file(FilePath path, StoredVersion version, ObjectAttributes attributes)
      throws IOException {
    OpenedAttributes opened = opened(version, attributes);
    FileMetadata shown =
        settings.attributesFromListing()
            ? settings.defaults().file(date(version))
            : storedAttributes(version, opened);
    return new FileEntry(path, file(version, shown, opened.body()));
  }

  private FileVersion file(StoredVersion version, FileMetadata attributes, BodyIdentity body)
      throws FileException {
    return new FileVersion(
        version.key(),
        version.etag(),
        contentLength(version, body),
        version.length(),
        attributes,
        body);
  }

  /**
   * The file with what its headers hold, where the mount shows listings' attributes instead: before
   * it is copied with attributes of its own.
   */
  FileVersion stored(FileEntry shown) throws IOException {
    FileVersion version = shown.version();
    if (!settings.attributesFromListing()) {
      return version;
    }
    Optional<Seen> seen = head(version.key(), shown.path().value());
    if (seen.isEmpty() || !seen.get().info().etag().equals(version.etag())) {
      throw new FileException(Reason.STALE, "another writer has changed the object");
    }
    OpenedAttributes opened = opened(seen.get().version(), seen.get().attributes());
    return file(
        seen.get().version(), storedAttributes(seen.get().version(), opened), opened.body());
  }

  /** A file that was copied as it is; empty if no file is like that. */
  Optional<FileEntry> movedFile(FilePath to, StoredVersion copy, OpenedAttributes opened) {
    try {
      FileMetadata attributes = storedAttributes(copy, opened);
      return Optional.of(new FileEntry(to, file(copy, attributes, opened.body())));
    } catch (FileException e) {
      return Optional.empty(); // Its size is no file's: nobody has it open.
    }
  }

  private OpenedAttributes opened(StoredVersion version, ObjectAttributes attributes)
      throws IOException {
    if (attributes instanceof ObjectAttributes.Refused refused) {
      throw refused.why();
    }
    if (attributes instanceof ObjectAttributes.Locked) {
      return new OpenedAttributes(Optional.empty(), new BodyIdentity.Locked());
    }
    OpenedAttributes opened = ((ObjectAttributes.Opened) attributes).headers();
    if (opened.body() instanceof BodyIdentity.Unbound && !settings.listingSuffices()) {
      oddities.unbound(version);
      if (settings.requireBinding()) {
        throw new FileException(Reason.DAMAGED, "no metadata binds the object to its path");
      }
    }
    return opened;
  }

  private long contentLength(StoredVersion version, BodyIdentity body) throws FileException {
    try {
      return codec.contentLength(version.length(), body);
    } catch (IOException e) {
      oddities.damaged(version, String.valueOf(e.getMessage()));
      throw new FileException(
          Reason.DAMAGED, "no file has an object of " + version.length() + " bytes", e);
    }
  }

  /** With the object's date, where the headers have no attributes. */
  FileMetadata storedAttributes(StoredVersion version, OpenedAttributes opened) {
    return opened
        .attributes()
        .map(ObjectReader::asFile)
        .orElseGet(() -> settings.defaults().file(date(version)));
  }

  private static Timestamp date(StoredVersion version) {
    return Timestamp.of(version.lastModified());
  }

  /** Only what stands at a directory's key is a directory. */
  private static FileMetadata asFile(FileMetadata stored) {
    boolean typeless = stored.mode() == FileType.permissions(stored.mode());
    return typeless || FileType.DIRECTORY.matches(stored.mode())
        ? withType(stored, FileType.REGULAR)
        : stored;
  }

  private static FileMetadata withType(FileMetadata stored, FileType type) {
    return new FileMetadata(
        type.mode(stored.mode()),
        stored.uid(),
        stored.gid(),
        stored.mtime(),
        stored.ctime(),
        stored.rdev(),
        stored.xattrs());
  }

  DirectoryEntry directory(FilePath path, Seen marker) throws IOException {
    return directory(path, marker.attributes());
  }

  /** The directory of a marker whose attributes are remembered. */
  Optional<DirectoryEntry> listedDirectory(FilePath path, StoredVersion marker) throws IOException {
    Optional<ObjectAttributes> remembered = attributes(marker);
    return remembered.isPresent()
        ? Optional.of(directory(path, remembered.get()))
        : Optional.empty();
  }

  /** Whether the marker, when last seen, held something. */
  boolean hasContent(String markerKey) {
    return markersWithContent.contains(markerKey);
  }

  /** A marker as the file it would be. */
  FileVersion marker(Seen seen) throws IOException {
    OpenedAttributes opened = opened(seen.version(), seen.attributes());
    return file(seen.version(), storedAttributes(seen.version(), opened), opened.body());
  }

  private DirectoryEntry directory(FilePath path, ObjectAttributes attributes) throws IOException {
    if (attributes instanceof ObjectAttributes.Refused refused) {
      throw refused.why();
    }
    FileMetadata known =
        headers(attributes)
            .flatMap(OpenedAttributes::attributes)
            .filter(stored -> !settings.attributesFromListing())
            .map(stored -> withType(stored, FileType.DIRECTORY))
            .orElseGet(() -> settings.defaults().directory(mounted));
    return new DirectoryEntry(path, known, /* marked= */ true);
  }

  private static Optional<OpenedAttributes> headers(ObjectAttributes attributes) {
    return attributes instanceof ObjectAttributes.Opened opened
        ? Optional.of(opened.headers())
        : Optional.empty();
  }

  /** A directory that no marker tells of. */
  DirectoryEntry implied(FilePath path) {
    return new DirectoryEntry(path, settings.defaults().directory(mounted), /* marked= */ false);
  }
}
