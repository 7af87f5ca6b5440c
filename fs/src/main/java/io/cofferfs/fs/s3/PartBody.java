package io.cofferfs.fs.s3;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * Bytes to upload, lent until the call that takes them returns: the first {@code length} bytes of
 * {@code bytes}. They can be read again for each attempt.
 */
public final class PartBody {
  private static final PartBody EMPTY = of(new byte[0]);

  private final byte[] bytes;
  private final int length;

  private PartBody(byte[] bytes, int length) {
    if (length < 0 || length > bytes.length) {
      throw new IllegalArgumentException("length " + length + " of " + bytes.length + " bytes");
    }
    this.bytes = bytes;
    this.length = length;
  }

  public static PartBody empty() {
    return EMPTY;
  }

  public static PartBody of(byte[] bytes) {
    return of(bytes, bytes.length);
  }

  public static PartBody of(byte[] bytes, int length) {
    return new PartBody(bytes, length);
  }

  public int length() {
    return length;
  }

  /** The CRC-32 of the bytes, in the form of S3's header for it. */
  String crc32() {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    byte[] value = ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array();
    return Base64.getEncoder().encodeToString(value);
  }

  /** A new stream over the bytes, from the first one. */
  public InputStream openStream() {
    return new ByteArrayInputStream(bytes, 0, length);
  }
}
