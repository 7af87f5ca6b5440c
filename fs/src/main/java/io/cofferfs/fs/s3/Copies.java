package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies objects in the way that the endpoint can: in one request, in parts, or down and up again
 * where it refuses to copy or copies without the encryption it was asked for, as Ceph before 20
 * does with SSE-C. Thread-safe.
 */
final class Copies {
  private static final Logger log = LoggerFactory.getLogger(Copies.class);

  private final ObjectStore store;
  private final SingleRequest singleRequest;
  private final CopyLimits limits;
  private volatile boolean refused;

  /** CopyObject. An answer without the encryption asked for is {@code BROKEN_PROMISE}. */
  interface SingleRequest {
    PutResult copy(CopySource source, String key, Map<String, String> metadata)
        throws ObjectStoreException;
  }

  Copies(ObjectStore store, SingleRequest singleRequest, CopyLimits limits) {
    this.store = store;
    this.singleRequest = singleRequest;
    this.limits = limits;
  }

  PutResult copy(CopySource source, String key, Map<String, String> metadata)
      throws ObjectStoreException {
    if (refused) {
      return throughHere(source, key, metadata);
    }
    try {
      return onServer(source, key, metadata);
    } catch (ObjectStoreException e) {
      return switch (e.reason()) {
        case UNSUPPORTED -> remembered(throughHere(source, key, metadata));
        case BROKEN_PROMISE -> remembered(repaired(source, key, metadata));
        default -> throw e;
      };
    }
  }

  private PutResult remembered(PutResult result) {
    if (!refused) {
      refused = true;
      log.warn(
          "the endpoint does not copy objects as it is asked to; copies go through this machine");
    }
    return result;
  }

  private PutResult onServer(CopySource source, String key, Map<String, String> metadata)
      throws ObjectStoreException {
    return source.length() <= limits.singleRequestBytes()
        ? singleRequest.copy(source, key, metadata)
        : asUpload(key, metadata, upload -> partsOnServer(upload, source));
  }

  /** Replaces a copy that lacks its encryption. */
  private PutResult repaired(CopySource source, String key, Map<String, String> metadata)
      throws ObjectStoreException {
    if (source.key().equals(key)) {
      // The original is gone, and its ETag with it: the copy is all there is, so it must not be
      // deleted whatever happens.
      var copy = new CopySource(key, source.length(), Optional.empty());
      return throughHere(copy, key, metadata);
    }
    try {
      return throughHere(source, key, metadata);
    } catch (ObjectStoreException e) {
      store.delete(key, Precondition.none());
      throw e;
    }
  }

  private interface Parts {
    List<UploadedPart> upload(MultipartUpload upload) throws ObjectStoreException;
  }

  private PutResult asUpload(String key, Map<String, String> metadata, Parts parts)
      throws ObjectStoreException {
    MultipartUpload upload = store.createMultipartUpload(key, metadata);
    try {
      return store.completeMultipartUpload(upload, parts.upload(upload), Precondition.none());
    } catch (ObjectStoreException e) {
      abort(upload, e);
      throw e;
    }
  }

  private void abort(MultipartUpload upload, ObjectStoreException because) {
    try {
      store.abortMultipartUpload(upload);
    } catch (ObjectStoreException e) {
      because.addSuppressed(e);
    }
  }

  private List<UploadedPart> partsOnServer(MultipartUpload upload, CopySource source)
      throws ObjectStoreException {
    long partBytes = limits.copiedPartBytes(source.length());
    List<UploadedPart> parts = new ArrayList<>();
    for (long start = 0; start < source.length(); start += partBytes) {
      var range = new ByteRange(start, Math.min(start + partBytes, source.length()));
      parts.add(store.uploadPartCopy(upload, parts.size() + 1, source, range));
    }
    return parts;
  }

  private PutResult throughHere(CopySource source, String key, Map<String, String> metadata)
      throws ObjectStoreException {
    try (ObjectBody body = store.get(source.key(), Optional.empty(), source.ifMatch())) {
      byte[] buffer = new byte[bufferBytes(body.info().length())];
      int first = body.stream().readNBytes(buffer, 0, buffer.length);
      if (first == body.info().length()) {
        return store.put(key, PartBody.of(buffer, first), metadata, Precondition.none());
      }
      return asUpload(key, metadata, upload -> partsThroughHere(upload, body, buffer));
    } catch (ObjectStoreException e) {
      throw e;
    } catch (IOException e) {
      throw new ObjectStoreException(Reason.UNAVAILABLE, "a copy could not be read", e);
    }
  }

  private int bufferBytes(long length) {
    return (int) Math.min(length, limits.uploadedPartBytes(length));
  }

  /** The buffer is full of the first part when this begins. */
  private List<UploadedPart> partsThroughHere(
      MultipartUpload upload, ObjectBody body, byte[] buffer) throws ObjectStoreException {
    List<UploadedPart> parts = new ArrayList<>();
    int filled = buffer.length;
    while (filled > 0) {
      parts.add(store.uploadPart(upload, parts.size() + 1, PartBody.of(buffer, filled)));
      filled = refill(buffer, body);
    }
    return parts;
  }

  private static int refill(byte[] buffer, ObjectBody body) throws ObjectStoreException {
    try {
      return body.stream().readNBytes(buffer, 0, buffer.length);
    } catch (ObjectStoreException e) {
      throw e;
    } catch (IOException e) {
      throw new ObjectStoreException(Reason.UNAVAILABLE, "a copy could not be read", e);
    }
  }
}
