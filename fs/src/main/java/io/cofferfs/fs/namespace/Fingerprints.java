package io.cofferfs.fs.namespace;

import io.cofferfs.fs.s3.ETag;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Which versions of objects have been copied, in eight bytes each: what is listed later and is
 * among them may go. Others, written meanwhile, are none of them but for one case in 2⁶⁴.
 * Thread-safe while it is filled; {@link #sorted} ends that.
 */
final class Fingerprints {
  static final Fingerprints NONE = new Fingerprints(new long[0]);

  private static final int FIRST_CAPACITY = 64;
  private static final int NAME_BYTES = 16;

  private long[] values;
  private int count;

  Fingerprints() {
    this.values = new long[FIRST_CAPACITY];
  }

  private Fingerprints(long[] ascending) {
    this.values = ascending;
    this.count = ascending.length;
  }

  /** Reads what {@link #write} wrote. */
  static Fingerprints read(ByteBuffer source, int count) {
    long[] ascending = new long[count];
    source.asLongBuffer().get(ascending);
    source.position(source.position() + count * Long.BYTES);
    return new Fingerprints(ascending);
  }

  /**
   * Adds a version of an object.
   *
   * @param rest of its key, behind that of the directory
   */
  synchronized void add(String rest, ETag version) {
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = of(rest, version);
  }

  /** The same, in order. */
  synchronized Fingerprints sorted() {
    long[] ascending = Arrays.copyOf(values, count);
    Arrays.sort(ascending);
    return new Fingerprints(ascending);
  }

  /** Whether the version was added; only of what is {@link #sorted}. */
  boolean contains(String rest, ETag version) {
    return Arrays.binarySearch(values, of(rest, version)) >= 0;
  }

  int count() {
    return count;
  }

  void write(ByteBuffer target) {
    target.asLongBuffer().put(values, 0, count);
    target.position(target.position() + count * Long.BYTES);
  }

  // No key and no ETag has a NUL in it.
  private static long of(String rest, ETag version) {
    byte[] text = (rest + '\0' + version.value()).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.wrap(sha256(text)).getLong();
  }

  /** What an object of the volume's own is called that belongs to this key, which it hides. */
  static String name(String key) {
    byte[] digest = sha256(key.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest, 0, NAME_BYTES);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
