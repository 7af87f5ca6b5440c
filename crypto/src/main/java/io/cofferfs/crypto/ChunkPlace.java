package io.cofferfs.crypto;

import java.nio.ByteBuffer;

/** The place of a chunk in its object, as associated data: index as u64 ‖ final flag as u8. */
final class ChunkPlace {
  private final byte[] bytes = new byte[Long.BYTES + 1];
  private final ByteBuffer buffer = ByteBuffer.wrap(bytes);

  /** Valid until the next call. */
  byte[] associatedData(long index, boolean last) {
    buffer.putLong(0, index).put(Long.BYTES, (byte) (last ? 1 : 0));
    return bytes;
  }

  /** Whether the one plaintext length per object size that the format has allows this chunk. */
  static boolean admits(ChunkGeometry geometry, long index, int plaintextLength, boolean last) {
    if (!last) {
      return plaintextLength == geometry.chunkSize();
    }
    int least = index == 0 ? 0 : 1;
    return plaintextLength >= least && plaintextLength <= geometry.chunkSize();
  }
}
