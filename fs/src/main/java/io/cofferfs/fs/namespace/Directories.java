package io.cofferfs.fs.namespace;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.ListPage;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.s3.ObjectVersion;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Makes and removes directories, and keeps their attributes: all by their marker objects. */
final class Directories {
  private static final byte[] NOTHING = {};

  private final Layers layers;
  private final KnownTree known;
  private final Lookup lookup;
  private final Copies copies;
  private final NewObjects newObjects;

  /** The parts of a {@link Namespace} that directories are made by. */
  Directories(Layers layers, Lookup lookup, Copies copies, NewObjects newObjects) {
    this.layers = layers;
    this.known = layers.known();
    this.lookup = lookup;
    this.copies = copies;
    this.newObjects = newObjects;
  }

  DirectoryEntry create(FilePath path, FileMetadata attributes) throws IOException {
    requireAbsent(path);
    try {
      newObjects.create(marker(path), emptyBody(), attributes);
    } catch (IOException e) {
      known.forget(path);
      throw e;
    }
    DirectoryEntry made = new DirectoryEntry(path, attributes, /* marked= */ true);
    known.present(made);
    known.listings().putEmpty(path);
    return made;
  }

  /** A directory may be there without a marker, and a file without a slash. */
  void requireAbsent(FilePath path) throws IOException {
    if (path.isReserved()) {
      throw new FileException(Reason.NOT_PERMITTED, "the name is kept for the volume itself");
    }
    if (lookup.exists(path)) {
      throw new FileException(Reason.ALREADY_EXISTS, "the name is taken");
    }
  }

  void remove(FilePath path) throws IOException {
    Optional<ListedObject> marker = requireRemovable(path);
    if (marker.isPresent()) {
      removeMarker(path, marker.get());
    }
    known.absent(path);
    layers.indexes().removed(path);
  }

  /** As {@link #remove}, but a marker may go a moment later, with others. */
  void removeSoon(FilePath path, Removals removals) throws IOException {
    Optional<ListedObject> marker = requireRemovable(path);
    layers.indexes().removed(path);
    if (marker.isEmpty()) {
      known.absent(path);
      return;
    }
    ObjectVersion object = new ObjectVersion(marker.get().key(), marker.get().etag());
    removals.remove(
        new Removal(path, object),
        () -> {
          removeMarker(path, marker.get());
          known.absent(path);
        });
  }

  private Optional<ListedObject> requireRemovable(FilePath path) throws IOException {
    if (path.isRoot()) {
      throw new FileException(Reason.NOT_PERMITTED, "the root stays");
    }
    lookup.requireDirectory(path);
    return requireEmpty(path);
  }

  private void removeMarker(FilePath path, ListedObject marker) throws IOException {
    try {
      layers.store().delete(marker.key(), Precondition.none());
    } catch (IOException e) {
      known.forget(path);
      throw e;
    }
  }

  /** Refuses a directory with anything in it, names that cannot be shown included; its marker. */
  Optional<ListedObject> requireEmpty(FilePath path) throws IOException {
    String key = layers.keys().directoryKey(path);
    // The marker comes first, so two keys tell whether there is more than that.
    ListPage page = layers.store().list(ListRequest.tree(key).withMaxKeys(2));
    boolean others = page.objects().stream().anyMatch(object -> !object.key().equals(key));
    if (others || !known.remembered().in(path).isEmpty()) {
      throw new FileException(Reason.DIRECTORY_NOT_EMPTY, "the directory is not empty");
    }
    return page.objects().stream().findFirst();
  }

  DirectoryEntry changeAttributes(DirectoryEntry directory, FileMetadata attributes)
      throws IOException {
    FilePath path = directory.path();
    try {
      mark(path, attributes, Optional.empty());
    } catch (IOException e) {
      known.forget(path);
      throw e;
    }
    DirectoryEntry changed = new DirectoryEntry(path, attributes, /* marked= */ true);
    known.present(changed);
    return changed;
  }

  /**
   * Makes the marker of a directory, or makes it anew.
   *
   * @param move that it is made for; one that another tool has put something into is not
   */
  void mark(FilePath path, FileMetadata attributes, Optional<String> move) throws IOException {
    Place place = marker(path);
    if (!layers.reader().hasContent(place.key()) || !keepContent(place, attributes)) {
      WholeBody body = emptyBody();
      Map<String, String> headers =
          layers.codec().sealAttributes(place.path(), attributes, body.identity());
      layers.store().put(place.key(), body.part(), MoveMark.on(headers, move), Precondition.none());
    }
  }

  /** Another tool has put something into its marker that is not ours to drop. */
  private boolean keepContent(Place place, FileMetadata attributes) throws IOException {
    Optional<ObjectReader.Seen> seen = layers.reader().head(place.key(), place.path());
    if (seen.isEmpty()) {
      return false;
    }
    copies.change(layers.reader().marker(seen.get()), attributes, place.path());
    return true;
  }

  private Place marker(FilePath path) throws FileException {
    return new Place(layers.markerKey(path), path.asDirectory());
  }

  private WholeBody emptyBody() throws IOException {
    return WholeBody.seal(layers.codec(), NOTHING);
  }
}
