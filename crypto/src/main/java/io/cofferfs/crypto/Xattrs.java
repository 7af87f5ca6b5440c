package io.cofferfs.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The extended attributes of a file: names to bytes, in the order of the names. Immutable. Never
 * larger than what fits a metadata header, so that a value of this class can always be sealed.
 */
public final class Xattrs {
  /** No attributes. */
  public static final Xattrs EMPTY = new Xattrs(new TreeMap<>());

  /** The most that {@link #encodedLength} may be: what S3's 2 KB of user metadata leave. */
  public static final int MAX_ENCODED_LENGTH = 1300;

  /** The most bytes of UTF-8 in a name, as in Linux. */
  public static final int MAX_NAME_BYTES = 255;

  private static final int COUNT_BYTES = 2;
  private static final int LENGTHS_BYTES = 3;

  private final SortedMap<String, byte[]> values;

  private Xattrs(SortedMap<String, byte[]> values) {
    this.values = values;
    values.keySet().forEach(Xattrs::requireName);
    if (encodedLength() > MAX_ENCODED_LENGTH) {
      throw new IllegalArgumentException(
          "%d bytes of extended attributes; %d fit".formatted(encodedLength(), MAX_ENCODED_LENGTH));
    }
  }

  /**
   * Copies names and values.
   *
   * @throws IllegalArgumentException if a name is empty or longer than 255 bytes, or all together
   *     exceed {@link #MAX_ENCODED_LENGTH}
   */
  public static Xattrs of(Map<String, byte[]> values) {
    TreeMap<String, byte[]> copy = new TreeMap<>();
    values.forEach((name, value) -> copy.put(name, value.clone()));
    return copy.isEmpty() ? EMPTY : new Xattrs(copy);
  }

  private static void requireName(String name) {
    int length = name.getBytes(StandardCharsets.UTF_8).length;
    if (length < 1 || length > MAX_NAME_BYTES) {
      throw new IllegalArgumentException("name of an extended attribute with " + length + " bytes");
    }
  }

  /** The names, sorted. */
  public Set<String> names() {
    return Collections.unmodifiableSet(values.keySet());
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** A copy of the value of {@code name}. */
  public Optional<byte[]> get(String name) {
    return Optional.ofNullable(values.get(name)).map(byte[]::clone);
  }

  /** These attributes with {@code name} set; the errors are those of {@link #of}. */
  public Xattrs with(String name, byte[] value) {
    TreeMap<String, byte[]> copy = new TreeMap<>(values);
    copy.put(name, value.clone());
    return new Xattrs(copy);
  }

  /** These attributes without {@code name}. */
  public Xattrs without(String name) {
    TreeMap<String, byte[]> copy = new TreeMap<>(values);
    copy.remove(name);
    return new Xattrs(copy);
  }

  /** Bytes these attributes take in a metadata header. */
  public int encodedLength() {
    int length = COUNT_BYTES;
    for (Map.Entry<String, byte[]> attribute : values.entrySet()) {
      int name = attribute.getKey().getBytes(StandardCharsets.UTF_8).length;
      length = Math.addExact(length, LENGTHS_BYTES + name + attribute.getValue().length);
    }
    return length;
  }

  /** Bytes they would take with one more of them. */
  public long encodedLengthWith(String name, byte[] value) {
    long nameBytes = name.getBytes(StandardCharsets.UTF_8).length;
    return encodedLength() + LENGTHS_BYTES + nameBytes + value.length;
  }

  /** Appends count u16, then per attribute: name length u8 ‖ name ‖ value length u16 ‖ value. */
  void encode(ByteBuffer out) {
    out.putShort((short) values.size());
    values.forEach(
        (name, value) -> {
          byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
          out.put((byte) utf8.length).put(utf8).putShort((short) value.length).put(value);
        });
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws java.nio.BufferUnderflowException if {@code in} ends early
   * @throws IllegalArgumentException if names are not in order, or not UTF-8
   */
  static Xattrs decode(ByteBuffer in) {
    TreeMap<String, byte[]> values = new TreeMap<>();
    for (int count = Short.toUnsignedInt(in.getShort()); count > 0; count--) {
      String name = Utf8.decode(take(in, Byte.toUnsignedInt(in.get())));
      if (!values.isEmpty() && values.lastKey().compareTo(name) >= 0) {
        throw new IllegalArgumentException("extended attributes out of order");
      }
      values.put(name, take(in, Short.toUnsignedInt(in.getShort())));
    }
    return values.isEmpty() ? EMPTY : new Xattrs(values);
  }

  private static byte[] take(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Xattrs that
        && names().equals(that.names())
        && names().stream().allMatch(n -> Arrays.equals(values.get(n), that.values.get(n)));
  }

  @Override
  public int hashCode() {
    return values.entrySet().stream()
        .mapToInt(e -> e.getKey().hashCode() ^ Arrays.hashCode(e.getValue()))
        .sum();
  }

  /** The count only: names and values are content. */
  @Override
  public String toString() {
    return "Xattrs[" + values.size() + "]";
  }
}
