package io.cofferfs.fs.volume;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.crypto.Xattrs;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * When a file was last read, as far as a program has said so: reading alone does not change it.
 * Metadata has no field for it, so it stands among the extended attributes, under a name that no
 * program can use, and only where it is not the modification time.
 *
 * <pre>seconds i64 | nanoseconds u32</pre>
 */
public final class AccessTime {
  /** The name it stands under. */
  public static final String NAME = "coffer.atime";

  private static final int BYTES = Long.BYTES + Integer.BYTES;

  /** Bytes of extended attributes that it takes, names and lengths included. */
  public static final int ENCODED_BYTES = 3 + NAME.length() + BYTES;

  private AccessTime() {}

  public static Timestamp of(FileMetadata attributes) {
    return stored(attributes.xattrs()).orElse(attributes.mtime());
  }

  /** These attributes, last read at {@code time}, unless another program's have left no room. */
  public static FileMetadata set(FileMetadata attributes, Timestamp time) {
    Xattrs others = attributes.xattrs().without(NAME);
    boolean implied = time.equals(attributes.mtime());
    boolean hasRoom = others.encodedLength() + ENCODED_BYTES <= Xattrs.MAX_ENCODED_LENGTH;
    return attributes.withXattrs(implied || !hasRoom ? others : others.with(NAME, encoded(time)));
  }

  /** Empty if there is none, or one that nobody has written like that. */
  static Optional<Timestamp> stored(Xattrs xattrs) {
    return xattrs
        .get(NAME)
        .filter(value -> value.length == BYTES)
        .map(ByteBuffer::wrap)
        .map(value -> new Timestamp(value.getLong(), Math.floorMod(value.getInt(), 1_000_000_000)));
  }

  private static byte[] encoded(Timestamp time) {
    return ByteBuffer.allocate(BYTES).putLong(time.seconds()).putInt(time.nanos()).array();
  }
}
