package io.cofferfs.fs.namespace;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.ETag;
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

/**
 * The copies made of all objects below one directory for another place. Keeps no more of each than
 * a fingerprint, so that a million is no burden; guarded by itself.
 */
final class TreeCopy {
  /** How often an object is tried that others are writing just now. */
  private static final int ATTEMPTS = 3;

  private final Layers layers;
  private final Copies copies;
  private final Route route;
  private final Moves.Move move;
  private final MoveListener listener;
  private final Fingerprints copied = new Fingerprints();
  private final List<Followed> followed = new ArrayList<>();
  private boolean hasMarker;

  TreeCopy(Layers layers, Copies copies, Route route, Moves.Move move, MoveListener listener) {
    this.layers = layers;
    this.copies = copies;
    this.route = route;
    this.move = move;
    this.listener = listener;
  }

  private record Followed(FileEntry from, FileEntry to) {}

  /** Copies everything, or throws once nothing is being copied any more. */
  void copyAll() throws IOException {
    Batch batch = layers.requests().batch();
    try {
      new TreeListing(layers.store(), layers.requests(), route.keys().from())
          .feed(
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
    move.requireHeld();
    Route.Passage passage = route.passage(layers, listed.key());
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

  private void copyKnown(Route.Passage passage, StoredVersion version, ObjectAttributes attributes)
      throws IOException {
    if (attributes instanceof ObjectAttributes.Opened opened && isBound(passage, opened)) {
      copyOpened(passage, version, opened.headers());
    } else {
      copyAsked(passage);
    }
  }

  private void copyAsked(Route.Passage passage) throws IOException {
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

  private static boolean isBound(Route.Passage passage, ObjectAttributes.Opened opened) {
    return passage.named() && !(opened.headers().body() instanceof BodyIdentity.Unbound);
  }

  private void copyOpened(Route.Passage passage, StoredVersion version, OpenedAttributes opened)
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

  private Optional<ETag> copy(
      Route.Passage passage, StoredVersion version, Map<String, String> headers)
      throws IOException {
    try {
      ETag copy = copies.copy(version, passage.target().key(), headers, Optional.of(move.mark()));
      note(version);
      return Optional.of(copy);
    } catch (ObjectStoreException e) {
      if (e.reason() == ObjectStoreException.Reason.NOT_FOUND) {
        return Optional.empty(); // Removed since it was listed.
      }
      throw e;
    }
  }

  private void note(StoredVersion version) {
    String rest = route.rest(version.key());
    copied.add(rest, version.etag());
    if (rest.isEmpty()) {
      synchronized (this) {
        hasMarker = true;
      }
    }
  }

  private void follow(
      Route.Passage passage, StoredVersion source, OpenedAttributes opened, ETag etag) {
    FilePath path = new FilePath(passage.source().path());
    if (!listener.follows(path)) {
      return;
    }
    StoredVersion copy =
        new StoredVersion(passage.target().key(), etag, source.length(), source.lastModified());
    Optional<FileEntry> before = layers.reader().movedFile(path, source, opened);
    Optional<FileEntry> after =
        layers.reader().movedFile(path.moved(route.from(), route.to()), copy, opened);
    if (before.isPresent() && after.isPresent()) {
      synchronized (this) {
        followed.add(new Followed(before.get(), after.get()));
      }
    }
  }

  /** Whether the directory has a marker, which was copied with the rest. */
  synchronized boolean hasMarker() {
    return hasMarker;
  }

  /** What has its copy. */
  Fingerprints copied() {
    return copied;
  }

  void tellListener() {
    followed.forEach(file -> listener.moved(file.from(), file.to()));
  }
}
