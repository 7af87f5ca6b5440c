package io.cofferfs.fs.write;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.CopySource;
import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.PutResult;
import io.cofferfs.fs.s3.UploadedPart;
import io.cofferfs.fs.volume.BodySealer;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.write.NewObject.Sent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes versions of one file in the bucket. An answer that leaves open whether the request took
 * place is settled by looking at what is there. Not thread-safe.
 */
final class Committer {
  private final Uploads uploads;
  private final WriteTarget target;
  private final ObjectStore store;
  // Requests that may still take place: what they made is ours, whatever the caller knows.
  private final List<Sent> unresolved = new ArrayList<>();

  Committer(Uploads uploads) {
    this.uploads = uploads;
    this.target = uploads.target();
    this.store = target.store();
  }

  /** Stores content of at most one part in one request. */
  FileVersion put(CommitRequest request, PartSource content, int length) throws IOException {
    BodySealer sealer = target.codec().newBody();
    NewObject object = uploads.newObject(request.path(), request.attributes(), sealer.identity());
    Precondition precondition = request.precondition();
    return uploads.withWholeBody(
        content,
        length,
        sealer,
        body ->
            make(
                sent(object, length),
                precondition,
                () -> store.put(object.key(), body, object.metadata(), precondition)));
  }

  /** Stores content of any length in parts. */
  FileVersion upload(CommitRequest request, PartSource content, long length) throws IOException {
    try (BodyUpload upload = uploads.begin(request.path(), request.attributes(), length)) {
      upload.fill(content, length);
      upload.finish();
      return complete(upload, request.precondition());
    }
  }

  /** Makes an object of an upload that was finished. */
  FileVersion complete(FinishedUpload upload, Precondition precondition) throws IOException {
    NewObject object = upload.object();
    List<UploadedPart> parts = upload.finish();
    FileVersion version =
        make(
            sent(object, upload.length()),
            precondition,
            () -> store.completeMultipartUpload(upload.upload(), parts, precondition));
    upload.completed();
    return version;
  }

  /** Whether the parts of an upload that was not completed are still worth something. */
  static boolean mayCompleteLater(IOException failure) {
    return failure instanceof ObjectStoreException store
        && (store.reason() == ObjectStoreException.Reason.UNAVAILABLE
            || store.reason() == ObjectStoreException.Reason.OUTCOME_UNKNOWN);
  }

  /** Whether somebody has aborted the upload; a version that is gone is {@code STALE} instead. */
  static boolean isUploadGone(IOException failure) {
    return failure instanceof ObjectStoreException store
        && store.reason() == ObjectStoreException.Reason.NOT_FOUND;
  }

  /** Gives a version other attributes, by copying it onto itself. */
  FileVersion changeAttributes(FileVersion version, FilePath path, FileMetadata attributes)
      throws IOException {
    NewObject object = uploads.newObject(path, attributes, version.body());
    CopySource source =
        new CopySource(version.key(), version.objectLength(), Optional.of(version.etag()));
    return make(
        object.withLength(version.length(), version.objectLength()),
        Precondition.ifMatch(version.etag()),
        () -> store.copy(source, object.key(), object.metadata()));
  }

  private Sent sent(NewObject object, long length) {
    return object.withLength(length, target.codec().objectLength(length));
  }

  /** The version at this key if an earlier request of ours made it after all. */
  Optional<FileVersion> madeAfterAll(String key) throws ObjectStoreException {
    Optional<FileVersion> made =
        unresolved.isEmpty() ? Optional.empty() : find(key).flatMap(this::ours);
    if (made.isPresent()) {
      unresolved.clear();
    }
    return made;
  }

  private Optional<FileVersion> ours(ObjectInfo there) {
    return unresolved.stream()
        .filter(sent -> sent.isThere(there))
        .map(sent -> sent.version(there.etag()))
        .findFirst();
  }

  private FileVersion make(Sent sent, Precondition precondition, StoreRequest request)
      throws IOException {
    ETag etag;
    try {
      etag = request.send().etag();
    } catch (ObjectStoreException e) {
      etag = etagIfMade(sent, precondition, e);
    }
    unresolved.clear();
    return sent.version(etag);
  }

  /** After a failure: what is there if it is ours after all, or else the failure. */
  private ETag etagIfMade(Sent sent, Precondition precondition, ObjectStoreException failure)
      throws IOException {
    boolean unknown = failure.reason() == ObjectStoreException.Reason.OUTCOME_UNKNOWN;
    if (unknown) {
      unresolved.add(sent);
    }
    boolean refused =
        failure.reason() == ObjectStoreException.Reason.PRECONDITION_FAILED
            || failure.reason() == ObjectStoreException.Reason.NOT_FOUND;
    if (!unknown && !refused) {
      throw failure;
    }
    Optional<ObjectInfo> there = findAfter(failure, sent.object().key());
    if (there.isPresent() && sent.isThere(there.get())) {
      return there.get().etag();
    }
    if (refused) {
      requireHolds(precondition, there, failure);
    }
    throw failure;
  }

  /** After a refusal: {@code STALE} if the precondition does not hold. */
  void requireHolds(Precondition precondition, String key, ObjectStoreException refusal)
      throws IOException {
    requireHolds(precondition, findAfter(refusal, key), refusal);
  }

  private void requireHolds(
      Precondition precondition, Optional<ObjectInfo> there, ObjectStoreException refusal)
      throws IOException {
    if (holds(precondition, there)) {
      return;
    }
    if (there.flatMap(this::ours).isPresent()) {
      // An earlier try has just taken place, so the next one builds on that.
      throw new ObjectStoreException(
          ObjectStoreException.Reason.OUTCOME_UNKNOWN, "an earlier try came in between", refusal);
    }
    throw new FileException(Reason.STALE, "changed by another writer", refusal);
  }

  private static boolean holds(Precondition precondition, Optional<ObjectInfo> there) {
    if (precondition instanceof Precondition.IfMatch match) {
      return there.isPresent() && there.get().etag().equals(match.etag());
    }
    return !(precondition instanceof Precondition.IfAbsent) || there.isEmpty();
  }

  private Optional<ObjectInfo> findAfter(ObjectStoreException failure, String key)
      throws ObjectStoreException {
    try {
      return find(key);
    } catch (ObjectStoreException e) {
      boolean unknown = failure.reason() == ObjectStoreException.Reason.OUTCOME_UNKNOWN;
      ObjectStoreException told = unknown ? failure : e; // No refusal counts that may be our own.
      told.addSuppressed(unknown ? e : failure);
      throw told;
    }
  }

  private Optional<ObjectInfo> find(String key) throws ObjectStoreException {
    try {
      return Optional.of(store.head(key));
    } catch (ObjectStoreException e) {
      if (e.reason() == ObjectStoreException.Reason.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** A request that makes an object. */
  private interface StoreRequest {
    PutResult send() throws ObjectStoreException;
  }
}
