package io.cofferfs.crypto;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Key material. A class, not a record: a record would print it, compare it fast, and share it.
 * Thread-safe: destroying waits for those who are using the bytes, so nobody ever works with a key
 * that is half zeroes.
 */
public final class SecretBytes implements AutoCloseable {
  private final byte[] bytes;
  private boolean destroyed;

  private SecretBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Takes ownership of {@code bytes}: they are not copied, and zeroed on {@link #close}. */
  public static SecretBytes take(byte[] bytes) {
    return new SecretBytes(bytes);
  }

  /** Copies {@code bytes}; zeroing the original stays the caller's task. */
  public static SecretBytes copyOf(byte[] bytes) {
    return new SecretBytes(bytes.clone());
  }

  /** Draws {@code length} bytes. */
  public static SecretBytes random(SecureRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return new SecretBytes(bytes);
  }

  /**
   * Lends the bytes for one call; {@code use} must not keep or change them.
   *
   * @throws IllegalStateException once destroyed
   */
  public synchronized <T> T expose(Function<byte[], T> use) {
    if (destroyed) {
      throw new IllegalStateException("secret already destroyed");
    }
    return use.apply(bytes);
  }

  /** The number of bytes, also after destruction. */
  public int length() {
    return bytes.length;
  }

  public synchronized boolean isDestroyed() {
    return destroyed;
  }

  /** Zeroes the bytes. */
  @Override
  public synchronized void close() {
    Arrays.fill(bytes, (byte) 0);
    destroyed = true;
  }

  /** Compares in constant time; a destroyed secret equals none but itself. */
  @Override
  public boolean equals(Object other) {
    return other == this || (other instanceof SecretBytes that && hasBytesOf(that));
  }

  private boolean hasBytesOf(SecretBytes that) {
    if (isDestroyed() || that.isDestroyed()) {
      return false;
    }
    byte[] copy = that.expose(byte[]::clone);
    try {
      return expose(mine -> MessageDigest.isEqual(mine, copy));
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
  }

  /** The length only, so that a hash code tells nothing about the key. */
  @Override
  public int hashCode() {
    return bytes.length;
  }

  @Override
  public String toString() {
    return "SecretBytes[" + bytes.length + "]";
  }
}
