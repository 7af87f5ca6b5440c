package io.cofferfs.fs.namespace;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.ListPage;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.volume.BodyIdentity;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.KeyPath;
import io.cofferfs.fs.volume.KeySpace;
import io.cofferfs.fs.volume.OpenedAttributes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The copies made of all objects below one directory for another place. Keeps no more of each than
 * the rest of its keys, so that tens of thousands are no burden; guarded by itself.
 */
final class TreeCopy {
  /** How often an object is tried that others are writing just now. */
  private static final int ATTEMPTS = 3;

  private static final int DELETED_AT_ONCE = 1000;
  private static final int DELETE_ATTEMPTS = 3;

  private final Layers layers;
  private final Copies copies;
  private final MoveListener listener;
  private final FilePath from;
  private final FilePath to;
  private final String fromKey;
  private final String toKey;
  private final List<Copied> copied = new ArrayList<>();
  private final List<Move> followed = new ArrayList<>();
  private boolean hasMarker;

  TreeCopy(Layers layers, Copies copies, MoveListener listener, FilePath from, FilePath to)
      throws FileException {
    this.layers = layers;
    this.copies = copies;
    this.listener = listener;
    this.from = from;
    this.to = to;
    this.fromKey = layers.keys().directoryKey(from);
    this.toKey = layers.keys().directoryKey(to);
  }

  private record Move(FileEntry from, FileEntry to) {}

  /** What follows in the two keys behind those of the directories: the same unless sealed. */
  private record Copied(String sourceRest, String copyRest) {}

  /**
   * Where an object goes.
   *
   * @param named whether its key is made of names; else it is no file, and carried along as it is
   */
  private record Passage(Place source, Place target, boolean named) {
    boolean isMarker() {
      return source.path().endsWith("/");
    }
  }

  private Passage passage(String key) throws FileException {
    KeyPath source = layers.keys().read(key);
    KeyPath target = source.moved(from, to);
    return new Passage(
        new Place(key, source.path()),
        new Place(layers.keys().key(target), target.path()),
        source.isNamed());
  }

  /** Takes the pages of a listing, one after the other, until it has had enough. */
  private interface PageSink {
    boolean accept(ListPage page) throws IOException;
  }

  private void list(PageSink sink) throws IOException {
    ListRequest first = ListRequest.tree(fromKey);
    Optional<ListPage> page = Optional.of(layers.store().list(first));
    while (page.isPresent()) {
      Optional<CompletableFuture<ListPage>> next = next(first, page.get());
      if (!sink.accept(page.get())) {
        return;
      }
      page = next.isPresent() ? Optional.of(Requests.await(next.get())) : Optional.empty();
    }
  }

  private Optional<CompletableFuture<ListPage>> next(ListRequest first, ListPage page) {
    return page.continuation()
        .map(token -> layers.requests().start(() -> layers.store().list(first.after(token))));
  }

  /** Refuses to go where a key would become longer than S3 takes, while nothing is copied yet. */
  void requireRoom() throws IOException {
    // A name takes as much room wherever it is, sealed or not. So what fits stays so under a
    // directory whose key is no longer, and else the keys as they are tell how long they will be.
    if (utf8Length(toKey) > utf8Length(fromKey)) {
      list(
          page -> {
            for (ListedObject object : page.objects()) {
              KeySpace.checked(toKey + object.key().substring(fromKey.length()));
            }
            return true;
          });
    }
  }

  /** Copies everything, or throws once nothing is being copied any more. */
  void copyAll() throws IOException {
    Batch batch = layers.requests().batch();
    try {
      list(
          page -> {
            page.objects().forEach(object -> batch.add(() -> copy(object)));
            return !batch.hasFailed();
          });
    } finally {
      batch.settle();
    }
    batch.finish();
  }

  private void copy(ListedObject listed) throws IOException {
    Passage passage = passage(listed.key());
    StoredVersion version = StoredVersion.of(listed);
    Optional<ObjectAttributes> remembered = layers.reader().remembered(version);
    for (int attempt = 1; ; attempt++) {
      try {
        if (remembered.isPresent() && attempt == 1) {
          copyKnown(passage, version, remembered.get());
        } else {
          copyAsked(passage);
        }
        return;
      } catch (FileException e) {
        if (e.reason() != Reason.STALE || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void copyKnown(Passage passage, StoredVersion version, ObjectAttributes attributes)
      throws IOException {
    if (attributes instanceof ObjectAttributes.Opened opened && isBound(passage, opened)) {
      copyOpened(passage, version, opened.headers());
    } else {
      copyAsked(passage);
    }
  }

  private void copyAsked(Passage passage) throws IOException {
    Place source = passage.source();
    Optional<ObjectReader.Seen> seen = layers.reader().head(source.key(), source.path());
    if (seen.isEmpty()) {
      return; // Removed since it was listed.
    }
    if (seen.get().attributes() instanceof ObjectAttributes.Locked) {
      // What its headers hold is not known, so that a copy could not keep it.
      layers.reader().marker(seen.get()).requireUnlocked();
    }
    if (seen.get().attributes() instanceof ObjectAttributes.Opened opened
        && isBound(passage, opened)) {
      copyOpened(passage, seen.get().version(), opened.headers());
    } else {
      // What belongs to no path, or to another one, is carried along as it is.
      copy(passage, seen.get().version(), seen.get().info().metadata());
    }
  }

  private static boolean isBound(Passage passage, ObjectAttributes.Opened opened) {
    return passage.named() && !(opened.headers().body() instanceof BodyIdentity.Unbound);
  }

  private void copyOpened(Passage passage, StoredVersion version, OpenedAttributes opened)
      throws IOException {
    Map<String, String> headers =
        passage.isMarker() && opened.attributes().isEmpty()
            ? Map.of()
            : layers
                .codec()
                .sealAttributes(
                    passage.target().path(),
                    layers.reader().storedAttributes(version, opened),
                    opened.body());
    Optional<ETag> copy = copy(passage, version, headers);
    if (copy.isPresent() && !passage.isMarker()) {
      follow(passage, version, opened, copy.get());
    }
  }

  private Optional<ETag> copy(Passage passage, StoredVersion version, Map<String, String> headers)
      throws IOException {
    // Noted before it is made: a copy whose answer is lost has to be undone as well.
    note(passage);
    try {
      return Optional.of(copies.copy(version, passage.target().key(), headers));
    } catch (ObjectStoreException e) {
      if (e.reason() == ObjectStoreException.Reason.NOT_FOUND) {
        return Optional.empty(); // Removed since it was listed.
      }
      throw e;
    }
  }

  private synchronized void note(Passage passage) {
    String sourceRest = passage.source().key().substring(fromKey.length());
    String copyRest = passage.target().key().substring(toKey.length());
    boolean same = copyRest.equals(sourceRest);
    copied.add(new Copied(sourceRest, same ? sourceRest : copyRest));
    hasMarker |= sourceRest.isEmpty();
  }

  private void follow(Passage passage, StoredVersion source, OpenedAttributes opened, ETag etag) {
    FilePath path = new FilePath(passage.source().path());
    if (!listener.follows(path)) {
      return;
    }
    StoredVersion copy =
        new StoredVersion(passage.target().key(), etag, source.length(), source.lastModified());
    Optional<FileEntry> before = layers.reader().movedFile(path, source, opened);
    Optional<FileEntry> after = layers.reader().movedFile(path.moved(from, to), copy, opened);
    if (before.isPresent() && after.isPresent()) {
      synchronized (this) {
        followed.add(new Move(before.get(), after.get()));
      }
    }
  }

  /** Whether the directory has a marker, which was copied with the rest. */
  synchronized boolean hasMarker() {
    return hasMarker;
  }

  /** Notes that a marker is being made where none was to be copied. */
  synchronized void madeMarker() {
    copied.add(new Copied("", ""));
    hasMarker = true;
  }

  void tellListener() {
    followed.forEach(move -> listener.moved(move.from(), move.to()));
  }

  /** Deletes what has its copy; insists, because half a source is neither here nor there. */
  void deleteSources() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        delete(object -> fromKey + object.sourceRest());
        return;
      } catch (IOException e) {
        if (attempt == DELETE_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** Deletes the copies after a failure; what goes wrong with that is added to it. */
  void undo(Exception failure) {
    try {
      delete(object -> toKey + object.copyRest());
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private void delete(Function<Copied, String> key) throws IOException {
    for (int start = 0; start < copied.size(); start += DELETED_AT_ONCE) {
      int end = Math.min(copied.size(), start + DELETED_AT_ONCE);
      List<String> keys = copied.subList(start, end).stream().map(key).toList();
      layers.store().deleteAll(keys);
    }
  }

  private static int utf8Length(String key) {
    return key.getBytes(StandardCharsets.UTF_8).length;
  }
}
