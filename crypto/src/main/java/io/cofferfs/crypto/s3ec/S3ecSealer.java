package io.cofferfs.crypto.s3ec;

import java.nio.ByteBuffer;
import java.util.Map;

/** Seals one new body, from its beginning to its end. Not thread-safe. */
public final class S3ecSealer {
  private final Map<String, String> headers;
  private final GcmStream stream;
  private boolean sealedLast;

  S3ecSealer(Map<String, String> headers, GcmStream stream) {
    this.headers = headers;
    this.stream = stream;
  }

  /** What has to stand in the object's user metadata for the body to be opened. */
  public Map<String, String> headers() {
    return headers;
  }

  /**
   * Consumes the next of the content and appends it, sealed: as many bytes, and behind the last
   * ones the tag of {@link S3ecKeys#OVERHEAD_BYTES}.
   *
   * @param sealed backed by an array
   * @throws IllegalArgumentException beyond {@link S3ecKeys#MAX_CONTENT_BYTES}
   */
  public void seal(ByteBuffer plaintext, boolean last, ByteBuffer sealed) {
    if (sealedLast) {
      throw new IllegalStateException("content after the last of it");
    }
    int start = sealed.position();
    sealed.put(plaintext);
    stream.encrypt(sealed.array(), sealed.arrayOffset() + start, sealed.position() - start);
    if (last) {
      sealedLast = true;
      sealed.put(stream.tag());
      stream.close();
    }
  }
}
