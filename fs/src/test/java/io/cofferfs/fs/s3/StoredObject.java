package io.cofferfs.fs.s3;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** One version of an object in an {@link InMemoryObjectStore}. Immutable. */
final class StoredObject {
  private final byte[] body;
  private final ETag etag;
  private final Map<String, String> metadata;
  private final Instant lastModified;
  private final ContentHeaders content;

  private StoredObject(
      byte[] body,
      ETag etag,
      Map<String, String> metadata,
      Instant lastModified,
      ContentHeaders content) {
    this.body = body;
    this.etag = etag;
    this.metadata = Map.copyOf(metadata);
    this.lastModified = lastModified;
    this.content = content;
  }

  /** Takes the body over. As at S3, equal bodies have equal ETags, whatever their metadata. */
  static StoredObject whole(byte[] body, Map<String, String> metadata, Instant now) {
    return new StoredObject(body, new ETag(md5(body)), metadata, now, ContentHeaders.DEFAULT);
  }

  /** An object of parts, whose ETag is no digest of the body, as at S3. */
  static StoredObject ofParts(List<byte[]> parts, Map<String, String> metadata, Instant now) {
    byte[] body = concatenation(parts);
    ETag etag = new ETag(md5(body) + "-" + parts.size());
    return new StoredObject(body, etag, metadata, now, ContentHeaders.DEFAULT);
  }

  /** The same version with other bytes in it. */
  StoredObject withBody(byte[] changed) {
    return new StoredObject(changed, etag, metadata, lastModified, content);
  }

  /** The same version with these headers. */
  StoredObject with(ContentHeaders headers) {
    return new StoredObject(body, etag, metadata, lastModified, headers);
  }

  byte[] body() {
    return body;
  }

  ETag etag() {
    return etag;
  }

  byte[] range(ByteRange range) {
    return Arrays.copyOfRange(body, (int) range.start(), (int) Math.min(range.end(), body.length));
  }

  ObjectInfo info(String key) {
    return new ObjectInfo(key, etag, body.length, lastModified, metadata, "STANDARD", content);
  }

  ListedObject listed(String key) {
    return new ListedObject(key, etag, body.length, lastModified, "STANDARD");
  }

  private static byte[] concatenation(List<byte[]> parts) {
    byte[] body = new byte[parts.stream().mapToInt(part -> part.length).sum()];
    int offset = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, body, offset, part.length);
      offset += part.length;
    }
    return body;
  }

  static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has MD5", e);
    }
  }
}
