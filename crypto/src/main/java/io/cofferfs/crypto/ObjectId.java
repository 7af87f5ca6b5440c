package io.cofferfs.crypto;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/** The 32 random bytes that name one complete writing of an object. Not secret. */
public final class ObjectId {
  /** Bytes of an id. */
  public static final int LENGTH = 32;

  private final byte[] bytes;

  private ObjectId(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Copies {@code bytes}, which must be {@link #LENGTH} long. */
  public static ObjectId of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("an object id has 32 bytes, not " + bytes.length);
    }
    return new ObjectId(bytes.clone());
  }

  static ObjectId random(SecureRandom random) {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    return new ObjectId(bytes);
  }

  /** A copy of the bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ObjectId that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The first 8 hex digits: enough to tell objects apart in a log. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes, 0, 4);
  }
}
