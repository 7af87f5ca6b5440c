package io.cofferfs.fs.namespace;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.ByteRange;
import io.cofferfs.fs.s3.CopySource;
import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.ObjectBody;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.volume.BodyIdentity;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Copies and deletes objects in the one version that is meant, bodies staying on the server. */
final class Copies {
  private final ObjectStore store;
  private final VolumeCodec codec;
  private final ForeignHeaders foreign;

  Copies(ObjectStore store, VolumeCodec codec, ForeignHeaders foreign) {
    this.store = store;
    this.codec = codec;
    this.foreign = foreign;
  }

  /**
   * Copies a version of an object; {@code STALE} if there is another one now. The copy has these
   * headers, and those of its source that are not the file system's.
   */
  ETag copy(StoredVersion source, String key, Map<String, String> ours) throws IOException {
    return copy(source, key, ours, Optional.empty());
  }

  /**
   * The same, for the move of a directory.
   *
   * @param move that the copy is marked with
   */
  ETag copy(StoredVersion source, String key, Map<String, String> ours, Optional<String> move)
      throws IOException {
    ForeignHeaders.Kept kept = foreign.of(source);
    ETag etag = copy(kept.source(source), key, MoveMark.on(kept.with(ours), move));
    foreign.copied(kept, key, etag);
    return etag;
  }

  private ETag copy(CopySource from, String key, Map<String, String> headers) throws IOException {
    try {
      return store.copy(from, key, headers).etag();
    } catch (ObjectStoreException e) {
      return switch (e.reason()) {
        case PRECONDITION_FAILED -> throw stale(e);
        case OUTCOME_UNKNOWN -> afterLostAnswer(from, key, headers, e);
        default -> throw e;
      };
    }
  }

  private ETag afterLostAnswer(
      CopySource from, String key, Map<String, String> headers, ObjectStoreException failure)
      throws ObjectStoreException {
    if (!from.key().equals(key)) {
      return store.copy(from, key, headers).etag(); // The same again, whatever became of the first.
    }
    ObjectInfo info = store.head(key);
    boolean done =
        info.length() == from.length()
            && info.metadata().entrySet().containsAll(headers.entrySet());
    if (!done) {
      throw failure;
    }
    return info.etag();
  }

  /** Copies a file, which keeps its content and attributes, to another place. */
  FileVersion move(FileVersion file, Place to) throws IOException {
    file.requireUnlocked();
    ETag etag = copy(stored(file), to.key(), headers(file, to.path()));
    return new FileVersion(
        to.key(), etag, file.length(), file.objectLength(), file.attributes(), file.body());
  }

  /** An unbound body stays so: only its owner's wish, not a move, makes it that path's own. */
  private Map<String, String> headers(FileVersion file, String path) {
    return file.body() instanceof BodyIdentity.Unbound
        ? Map.of()
        : codec.sealAttributes(path, file.attributes(), file.body());
  }

  /** Gives a file other attributes, where it stands. */
  FileVersion change(FileVersion file, FileMetadata attributes, String path) throws IOException {
    file.requireUnlocked();
    BodyIdentity body = identity(file);
    Map<String, String> headers = codec.sealAttributes(path, attributes, body);
    ETag etag = copy(stored(file), file.key(), headers);
    return new FileVersion(file.key(), etag, file.length(), file.objectLength(), attributes, body);
  }

  private BodyIdentity identity(FileVersion file) throws IOException {
    if (!(file.body() instanceof BodyIdentity.Unbound)) {
      return file.body();
    }
    ByteRange header = new ByteRange(0, codec.headerLength());
    try (ObjectBody body = store.get(file.key(), Optional.of(header), Optional.of(file.etag()))) {
      return codec.identify(body.stream().readNBytes(codec.headerLength()));
    } catch (ObjectStoreException e) {
      if (e.reason() == ObjectStoreException.Reason.PRECONDITION_FAILED) {
        throw stale(e);
      }
      throw e;
    }
  }

  private static StoredVersion stored(FileVersion file) {
    return new StoredVersion(file.key(), file.etag(), file.objectLength(), Instant.EPOCH);
  }

  /**
   * Deletes a version of an object; it being gone already is as good. {@code STALE} if changed;
   * {@code OUTCOME_UNKNOWN} if it may be gone.
   */
  void delete(String key, ETag version) throws IOException {
    try {
      deleteOnce(key, version);
    } catch (ObjectStoreException e) {
      switch (e.reason()) {
        case NOT_FOUND -> {}
        case OUTCOME_UNKNOWN -> deleteAgain(key, version);
        case PRECONDITION_FAILED -> requireGone(key, e);
        default -> throw e;
      }
    }
  }

  /** Deletes an object, in whatever version; there being none is as good. */
  void deleteAny(String key) throws IOException {
    try {
      store.delete(key, Precondition.none());
    } catch (ObjectStoreException e) {
      if (e.reason() != ObjectStoreException.Reason.OUTCOME_UNKNOWN) {
        throw e;
      }
      store.delete(key, Precondition.none());
    }
  }

  private void deleteOnce(String key, ETag version) throws ObjectStoreException {
    store.delete(key, Precondition.ifMatch(version));
  }

  private void deleteAgain(String key, ETag version) throws IOException {
    try {
      deleteOnce(key, version);
    } catch (ObjectStoreException e) {
      settleDoubt(key, version, e);
    }
  }

  /** After a deletion that may have been made, and another one that was refused. */
  private void settleDoubt(String key, ETag version, ObjectStoreException refusal)
      throws IOException {
    ETag there;
    try {
      there = store.head(key).etag();
    } catch (ObjectStoreException e) {
      if (e.reason() == ObjectStoreException.Reason.NOT_FOUND) {
        return;
      }
      refusal.addSuppressed(e);
      throw new ObjectStoreException(
          ObjectStoreException.Reason.OUTCOME_UNKNOWN,
          "whether an object was deleted is not known: " + refusal.getMessage(),
          refusal);
    }
    throw there.equals(version) ? refusal : stale(refusal);
  }

  private void requireGone(String key, ObjectStoreException refusal) throws IOException {
    try {
      store.head(key);
    } catch (ObjectStoreException e) {
      if (e.reason() == ObjectStoreException.Reason.NOT_FOUND) {
        return;
      }
      refusal.addSuppressed(e);
    }
    boolean changed = refusal.reason() == ObjectStoreException.Reason.PRECONDITION_FAILED;
    throw changed ? stale(refusal) : refusal;
  }

  private static FileException stale(ObjectStoreException cause) {
    return new FileException(Reason.STALE, "another writer has changed the object", cause);
  }
}
