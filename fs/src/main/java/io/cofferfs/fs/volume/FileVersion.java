package io.cofferfs.fs.volume;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.ObjectStoreException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A file as one version of its object holds it.
 *
 * @param key of the object, which is not that of the file's path once the file was unlinked while
 *     open
 * @param length of the content, in bytes
 * @param objectLength of the stored body, in bytes
 */
public record FileVersion(
    String key,
    ETag etag,
    long length,
    long objectLength,
    FileMetadata attributes,
    BodyIdentity body) {

  /**
   * Throws {@code WRONG_CUSTOMER_KEY} if no key given fits the object, so that nothing can be done
   * with it but to list it and to remove it.
   */
  public void requireUnlocked() throws ObjectStoreException {
    if (body instanceof BodyIdentity.Locked) {
      throw new ObjectStoreException(
          ObjectStoreException.Reason.WRONG_CUSTOMER_KEY,
          "an object of "
              + objectLength
              + " bytes, ETag "
              + etag
              + ", is under a customer key that is not among those given");
    }
  }

  /** Equal for two versions only if their contents are: what caches of content are keyed by. */
  public Object contentKey() {
    // An object id alone would not do: a body that was changed in place keeps it.
    return body instanceof BodyIdentity.Bound bound
        ? new SealedContent(bound, etag)
        : new StoredContent(key, etag);
  }

  /** The same for caches that outlive the process: equal bytes only for equal contents. */
  public byte[] contentName() {
    String body =
        body() instanceof BodyIdentity.Bound bound
            ? HexFormat.of().formatHex(bound.objectId().toBytes()) + "/" + bound.epoch()
            : "@" + key;
    return String.join("\n", String.valueOf(objectLength), etag.toString(), body)
        .getBytes(StandardCharsets.UTF_8);
  }

  private record SealedContent(BodyIdentity.Bound body, ETag etag) {}

  private record StoredContent(String key, ETag etag) {
    @Override
    public String toString() {
      return "StoredContent[" + etag + "]";
    }
  }
}
