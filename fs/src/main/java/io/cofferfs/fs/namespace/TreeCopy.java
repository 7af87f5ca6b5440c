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
import io.cofferfs.fs.volume.OpenedAttributes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The copies made of all objects below one directory for another place. Keeps no more of each than
 * the rest of its key, so that tens of thousands are no burden; guarded by itself.
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
  private final List<String> copied = new ArrayList<>();
  private final List<Move> followed = new ArrayList<>();

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

  /** Copies everything, or throws once nothing is being copied any more. */
  void copyAll() throws IOException {
    Batch batch = layers.requests().batch();
    try {
      ListRequest first = ListRequest.tree(fromKey);
      Optional<ListPage> page = Optional.of(layers.store().list(first));
      while (page.isPresent() && !batch.hasFailed()) {
        Optional<CompletableFuture<ListPage>> next = next(first, page.get());
        for (ListedObject object : page.get().objects()) {
          batch.add(() -> copy(object));
        }
        page = next.isPresent() ? Optional.of(Requests.await(next.get())) : Optional.empty();
      }
    } finally {
      batch.settle();
    }
    batch.finish();
  }

  private Optional<CompletableFuture<ListPage>> next(ListRequest first, ListPage page) {
    return page.continuation()
        .map(token -> layers.requests().start(() -> layers.store().list(first.after(token))));
  }

  private void copy(ListedObject listed) throws IOException {
    String rest = listed.key().substring(fromKey.length());
    StoredVersion version = StoredVersion.of(listed);
    Optional<ObjectAttributes> remembered = layers.reader().remembered(version);
    for (int attempt = 1; ; attempt++) {
      try {
        if (remembered.isPresent() && attempt == 1) {
          copyKnown(rest, version, remembered.get());
        } else {
          copyAsked(rest, listed.key());
        }
        return;
      } catch (FileException e) {
        if (e.reason() != Reason.STALE || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void copyKnown(String rest, StoredVersion version, ObjectAttributes attributes)
      throws IOException {
    if (attributes instanceof ObjectAttributes.Opened opened
        && !(opened.headers().body() instanceof BodyIdentity.Unbound)) {
      copyOpened(rest, version, opened.headers());
    } else {
      copyAsked(rest, version.key());
    }
  }

  private void copyAsked(String rest, String key) throws IOException {
    Optional<ObjectReader.Seen> seen = layers.reader().head(key, from.asDirectory() + rest);
    if (seen.isEmpty()) {
      return; // Removed since it was listed.
    }
    if (seen.get().attributes() instanceof ObjectAttributes.Locked) {
      // What its headers hold is not known, so that a copy could not keep it.
      layers.reader().marker(seen.get()).requireUnlocked();
    }
    if (seen.get().attributes() instanceof ObjectAttributes.Opened opened
        && !(opened.headers().body() instanceof BodyIdentity.Unbound)) {
      copyOpened(rest, seen.get().version(), opened.headers());
    } else {
      // What belongs to no path, or to another one, is carried along as it is.
      copy(rest, seen.get().version(), seen.get().info().metadata());
    }
  }

  private void copyOpened(String rest, StoredVersion version, OpenedAttributes opened)
      throws IOException {
    Map<String, String> headers =
        isMarker(rest) && opened.attributes().isEmpty()
            ? Map.of()
            : layers
                .codec()
                .sealAttributes(
                    to.asDirectory() + rest,
                    layers.reader().storedAttributes(version, opened),
                    opened.body());
    Optional<ETag> copy = copy(rest, version, headers);
    if (copy.isPresent() && !isMarker(rest)) {
      follow(rest, version, opened, copy.get());
    }
  }

  private static boolean isMarker(String rest) {
    return rest.isEmpty() || rest.endsWith("/");
  }

  private Optional<ETag> copy(String rest, StoredVersion version, Map<String, String> headers)
      throws IOException {
    // Noted before it is made: a copy whose answer is lost has to be undone as well.
    synchronized (this) {
      copied.add(rest);
    }
    try {
      return Optional.of(copies.copy(version, toKey + rest, headers));
    } catch (ObjectStoreException e) {
      if (e.reason() == ObjectStoreException.Reason.NOT_FOUND) {
        return Optional.empty(); // Removed since it was listed.
      }
      throw e;
    }
  }

  private void follow(String rest, StoredVersion source, OpenedAttributes opened, ETag etag) {
    FilePath path = new FilePath(from.asDirectory() + rest);
    if (!listener.follows(path)) {
      return;
    }
    StoredVersion copy =
        new StoredVersion(toKey + rest, etag, source.length(), source.lastModified());
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
    return copied.contains("");
  }

  /** Notes that a marker is being made where none was to be copied. */
  synchronized void madeMarker() {
    copied.add("");
  }

  void tellListener() {
    followed.forEach(move -> listener.moved(move.from(), move.to()));
  }

  /** Deletes what has its copy; insists, because half a source is neither here nor there. */
  void deleteSources() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        delete(fromKey);
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
      delete(toKey);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private void delete(String prefix) throws IOException {
    for (int start = 0; start < copied.size(); start += DELETED_AT_ONCE) {
      int end = Math.min(copied.size(), start + DELETED_AT_ONCE);
      List<String> keys = copied.subList(start, end).stream().map(prefix::concat).toList();
      layers.store().deleteAll(keys);
    }
  }
}
