package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A multipart upload under way in an {@link InMemoryObjectStore}, which guards it. */
final class PendingUpload {
  private final MultipartUpload upload;
  private final Map<String, String> metadata;
  private final TreeMap<Integer, byte[]> parts = new TreeMap<>();

  PendingUpload(MultipartUpload upload, Map<String, String> metadata) {
    this.upload = upload;
    this.metadata = Map.copyOf(metadata);
  }

  MultipartUpload upload() {
    return upload;
  }

  UploadedPart add(int number, byte[] bytes) {
    parts.put(number, bytes);
    return new UploadedPart(number, new ETag(StoredObject.md5(bytes)));
  }

  /** The object that these parts make; they must be all that were uploaded, in order. */
  StoredObject complete(List<UploadedPart> wanted, long minimumPartBytes, Instant now)
      throws ObjectStoreException {
    List<UploadedPart> present = new ArrayList<>();
    parts.forEach(
        (number, bytes) ->
            present.add(new UploadedPart(number, new ETag(StoredObject.md5(bytes)))));
    if (wanted.isEmpty() || !wanted.equals(present)) {
      throw new ObjectStoreException(Reason.REJECTED, "InvalidPart: not the parts uploaded");
    }
    boolean tooSmall =
        parts.headMap(parts.lastKey()).values().stream()
            .anyMatch(part -> part.length < minimumPartBytes);
    if (tooSmall) {
      throw new ObjectStoreException(Reason.REJECTED, "EntityTooSmall");
    }
    return StoredObject.ofParts(List.copyOf(parts.values()), metadata, now);
  }
}
