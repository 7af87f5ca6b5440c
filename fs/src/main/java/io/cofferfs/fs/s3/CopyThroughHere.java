package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Copies objects down and up again, where servers cannot; holds no more than a part in memory. */
final class CopyThroughHere {
  private final AwsObjectStore store;
  private final CopyLimits limits;
  private final Uploading uploading;

  CopyThroughHere(AwsObjectStore store, CopyLimits limits) {
    this.store = store;
    this.limits = limits;
    this.uploading = new Uploading(store);
  }

  PutResult copy(CopySource source, String key, ObjectHeaders headers) throws ObjectStoreException {
    Precondition precondition = Uploading.replacing(source, key);
    ObjectHeaders tagged = store.withTags(source.key(), headers);
    try (ObjectBody body = store.get(source.key(), Optional.empty(), source.ifMatch())) {
      byte[] buffer = new byte[bufferBytes(body.info().length())];
      int first = body.stream().readNBytes(buffer, 0, buffer.length);
      if (first == body.info().length() && isForOneRequest(tagged, first)) {
        return store.put(key, PartBody.of(buffer, first), tagged, precondition);
      }
      return uploading.upload(
          key, tagged, precondition, upload -> parts(upload, body, buffer, first));
    } catch (ObjectStoreException e) {
      throw e;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private int bufferBytes(long length) {
    return (int) Math.min(length, limits.uploadedPartBytes(length));
  }

  private static boolean isForOneRequest(ObjectHeaders headers, int length) {
    return length == 0 || !headers.content().areForAnUploadInParts();
  }

  /** The buffer holds the first part when this begins. */
  private List<UploadedPart> parts(
      MultipartUpload upload, ObjectBody body, byte[] buffer, int first)
      throws ObjectStoreException {
    List<UploadedPart> parts = new ArrayList<>();
    int filled = first;
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
      throw unreadable(e);
    }
  }

  private static ObjectStoreException unreadable(IOException e) {
    return new ObjectStoreException(Reason.UNAVAILABLE, "a copy could not be read", e);
  }
}
