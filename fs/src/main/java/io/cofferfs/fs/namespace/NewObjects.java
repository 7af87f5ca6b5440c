package io.cofferfs.fs.namespace;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.volume.BodyIdentity;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Makes objects where none may be yet: of two who try at once, one is told that it lost. */
final class NewObjects {
  private static final String WRITE_ID = "cofferfs-write";

  private final ObjectStore store;
  private final VolumeCodec codec;

  NewObjects(ObjectStore store, VolumeCodec codec) {
    this.store = store;
    this.codec = codec;
  }

  /** Makes the object; {@code ALREADY_EXISTS} if there is one. */
  ETag create(Place place, WholeBody body, FileMetadata attributes) throws IOException {
    Map<String, String> headers = headers(place, body, attributes);
    try {
      return store.put(place.key(), body.part(), headers, Precondition.ifAbsent()).etag();
    } catch (ObjectStoreException e) {
      return afterFailure(place, headers, e);
    }
  }

  /** Sealed headers are never twice the same; plain ones get something of their own. */
  private Map<String, String> headers(Place place, WholeBody body, FileMetadata attributes) {
    Map<String, String> headers =
        new HashMap<>(codec.sealAttributes(place.path(), attributes, body.identity()));
    if (!(body.identity() instanceof BodyIdentity.Bound)) {
      headers.put(WRITE_ID, UUID.randomUUID().toString());
    }
    return headers;
  }

  /** An answer that got lost, and a retry that met our own first try, look like failures. */
  private ETag afterFailure(Place place, Map<String, String> headers, ObjectStoreException failure)
      throws IOException {
    boolean exists = failure.reason() == ObjectStoreException.Reason.PRECONDITION_FAILED;
    if (exists || failure.reason() == ObjectStoreException.Reason.OUTCOME_UNKNOWN) {
      Optional<ETag> ours = find(place.key(), headers);
      if (ours.isPresent()) {
        return ours.get();
      }
    }
    if (exists) {
      throw new FileException(Reason.ALREADY_EXISTS, "an object of this name exists", failure);
    }
    throw failure;
  }

  private Optional<ETag> find(String key, Map<String, String> headers) throws ObjectStoreException {
    try {
      ObjectInfo info = store.head(key);
      boolean ours = info.metadata().entrySet().containsAll(headers.entrySet());
      return ours ? Optional.of(info.etag()) : Optional.empty();
    } catch (ObjectStoreException e) {
      if (e.reason() == ObjectStoreException.Reason.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
