package io.cofferfs.crypto;

import io.cofferfs.crypto.CofferException.Reason;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * The bytes inside a metadata header.
 *
 * <pre>
 * object id 32 | body epoch u32 | mode u32 | uid u32 | gid u32 | mtime i64, u32 | ctime i64, u32 | rdev u64 | xattrs
 * </pre>
 */
final class MetadataCodec {
  private static final int FIXED_BYTES = ObjectId.LENGTH + 4 * Integer.BYTES + 2 * 12 + Long.BYTES;

  /** The most bytes that {@link #encode} returns. */
  static final int MAX_BYTES = FIXED_BYTES + Xattrs.MAX_ENCODED_LENGTH;

  private MetadataCodec() {}

  static byte[] encode(ObjectMetadata metadata) {
    FileMetadata file = metadata.file();
    ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + file.xattrs().encodedLength());
    out.put(metadata.objectId().toBytes()).putInt(metadata.epoch());
    out.putInt(file.mode()).putInt((int) file.uid()).putInt((int) file.gid());
    out.putLong(file.mtime().seconds()).putInt(file.mtime().nanos());
    out.putLong(file.ctime().seconds()).putInt(file.ctime().nanos());
    out.putLong(file.rdev());
    file.xattrs().encode(out);
    return out.array();
  }

  static ObjectMetadata decode(ByteBuffer in) throws CofferException {
    try {
      byte[] id = new byte[ObjectId.LENGTH];
      in.get(id);
      ObjectMetadata metadata = new ObjectMetadata(ObjectId.of(id), in.getInt(), decodeFile(in));
      if (in.hasRemaining()) {
        throw new CofferException(Reason.MALFORMED, "metadata header with bytes at its end");
      }
      return metadata;
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new CofferException(Reason.MALFORMED, "metadata header with impossible values");
    }
  }

  private static FileMetadata decodeFile(ByteBuffer in) {
    int mode = in.getInt();
    long uid = Integer.toUnsignedLong(in.getInt());
    long gid = Integer.toUnsignedLong(in.getInt());
    Timestamp mtime = new Timestamp(in.getLong(), in.getInt());
    Timestamp ctime = new Timestamp(in.getLong(), in.getInt());
    return new FileMetadata(mode, uid, gid, mtime, ctime, in.getLong(), Xattrs.decode(in));
  }
}
