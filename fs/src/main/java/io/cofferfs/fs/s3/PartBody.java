package io.cofferfs.fs.s3;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/**
 * Bytes to upload, lent until the call that takes them returns: the first {@code length} bytes of
 * {@code bytes}. They can be read again for each attempt.
 */
public final class PartBody {
  private static final PartBody EMPTY = new PartBody(new byte[0], 0);

  private final byte[] bytes;
  private final int length;

  private PartBody(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
  }

  public static PartBody empty() {
    return EMPTY;
  }

  public static PartBody of(byte[] bytes) {
    return new PartBody(bytes, bytes.length);
  }

  public static PartBody of(byte[] bytes, int length) {
    if (length < 0 || length > bytes.length) {
      throw new IllegalArgumentException("length " + length + " of " + bytes.length + " bytes");
    }
    return new PartBody(bytes, length);
  }

  public int length() {
    return length;
  }

  /** A new stream over the bytes, from the first one. */
  public InputStream openStream() {
    return new ByteArrayInputStream(bytes, 0, length);
  }
}
