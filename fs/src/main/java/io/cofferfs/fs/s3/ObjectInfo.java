package io.cofferfs.fs.s3;

import java.time.Instant;
import java.util.Map;

/**
 * What HEAD tells of an object.
 *
 * @param length bytes of the stored body
 * @param metadata user metadata, names in lower case without {@code x-amz-meta-}
 * @param storageClass as S3 names it; {@code STANDARD} where the store says nothing
 * @param content what else its headers say
 * @param keeping what the server says of itself
 */
public record ObjectInfo(
    String key,
    ETag etag,
    long length,
    Instant lastModified,
    Map<String, String> metadata,
    String storageClass,
    ContentHeaders content,
    Keeping keeping) {

  public ObjectInfo {
    metadata = Map.copyOf(metadata);
  }

  /** An object like those made here. */
  public ObjectInfo(
      String key,
      ETag etag,
      long length,
      Instant lastModified,
      Map<String, String> metadata,
      String storageClass) {
    this(key, etag, length, lastModified, metadata, storageClass, ContentHeaders.DEFAULT);
  }

  /** An object of a server that says nothing of how it keeps it. */
  public ObjectInfo(
      String key,
      ETag etag,
      long length,
      Instant lastModified,
      Map<String, String> metadata,
      String storageClass,
      ContentHeaders content) {
    this(key, etag, length, lastModified, metadata, storageClass, content, Keeping.UNTOLD);
  }
}
