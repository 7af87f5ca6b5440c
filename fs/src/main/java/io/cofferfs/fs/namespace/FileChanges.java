package io.cofferfs.fs.namespace;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectVersion;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.FileVersion;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/** Removes, moves and changes the attributes of single files, in the version their entry names. */
final class FileChanges {
  private final Layers layers;
  private final KnownTree known;
  private final Copies copies;

  FileChanges(Layers layers, Copies copies) {
    this.layers = layers;
    this.known = layers.known();
    this.copies = copies;
  }

  /** Whatever version there is now: a name is removed, as on one machine, and not a content. */
  void remove(FilePath path, String key) throws IOException {
    try {
      copies.deleteAny(key);
    } catch (IOException e) {
      known.forget(path);
      throw e;
    }
    known.absent(path);
  }

  /**
   * Only this version, of which nobody has seen more than the listing; {@code STALE} if changed.
   */
  void removeUnseen(FilePath path, ObjectVersion version) throws IOException {
    try {
      copies.delete(version.key(), version.etag());
    } catch (IOException e) {
      known.forget(path);
      throw e;
    }
    known.absent(path);
  }

  /** Keeps a copy for open handles that no path leads to. */
  FileVersion setAside(FileEntry file) throws IOException {
    String name = FilePath.ORPHANS + UUID.randomUUID();
    return copies.move(
        layers.reader().stored(file), new Place(layers.keys().reservedKey(name), name));
  }

  void removeSetAside(FileVersion orphan) throws IOException {
    layers.store().delete(orphan.key(), Precondition.none());
  }

  FileEntry copy(FileEntry file, FilePath to) throws IOException {
    try {
      FileEntry copy = new FileEntry(to, copies.move(layers.reader().stored(file), place(to)));
      known.present(copy);
      return copy;
    } catch (IOException e) {
      known.forget(file.path());
      known.forget(to);
      throw e;
    }
  }

  FileEntry move(FileEntry file, FilePath to, Optional<FileEntry> replaced) throws IOException {
    if (file.path().equals(to)) {
      return file;
    }
    try {
      FileVersion copy = copies.move(layers.reader().stored(file), place(to));
      removeSource(file, copy, replaced.isPresent());
      FileEntry moved = new FileEntry(to, copy);
      known.present(moved);
      return moved;
    } catch (IOException e) {
      known.forget(file.path());
      known.forget(to);
      throw e;
    }
  }

  private void removeSource(FileEntry file, FileVersion copy, boolean hasReplaced)
      throws IOException {
    try {
      copies.delete(file.version().key(), file.version().etag());
      known.absent(file.path());
    } catch (FileException e) {
      if (e.reason() != Reason.STALE) {
        throw e;
      }
      // Somebody else has just made another file where this one was: theirs to keep.
      known.forget(file.path());
    } catch (IOException e) {
      // What was replaced is gone: then two names for the file are better than none.
      if (!hasReplaced && !mayBeMade(e)) {
        undo(copy, e);
      }
      throw e;
    }
  }

  /** Whether a deletion that has failed may have been made. */
  private static boolean mayBeMade(IOException failure) {
    return failure instanceof ObjectStoreException store
        && store.reason() == ObjectStoreException.Reason.OUTCOME_UNKNOWN;
  }

  private void undo(FileVersion copy, IOException failure) {
    try {
      copies.delete(copy.key(), copy.etag());
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  FileEntry changeAttributes(FileEntry file, FileMetadata attributes) throws IOException {
    try {
      FileVersion before = layers.reader().stored(file);
      FileVersion version = copies.change(before, attributes, file.path().value());
      FileEntry changed = new FileEntry(file.path(), version);
      known.present(changed);
      return changed;
    } catch (IOException e) {
      known.forget(file.path());
      throw e;
    }
  }

  private Place place(FilePath path) throws FileException {
    return new Place(layers.keys().fileKey(path), path.value());
  }
}
