package io.cofferfs.fs.staging;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A block of a file under change, in memory. Its array grows with what is put in, so that the
 * thousand small files of an unpacked archive do not take a block each.
 */
final class StagedBlock {
  private static final int SMALLEST_BYTES = 4096;

  private final int blockBytes;
  private byte[] bytes = {};

  StagedBlock(int blockBytes) {
    this.blockBytes = blockBytes;
  }

  void put(int offset, ByteBuffer source, int count) {
    grow(offset + count);
    source.get(bytes, offset, count);
  }

  void get(int offset, ByteBuffer target, int count) {
    target.put(bytes, offset, count);
  }

  void fill(byte[] whole) {
    grow(blockBytes);
    System.arraycopy(whole, 0, bytes, 0, blockBytes);
  }

  /** The block in its full length; what was never put in is undefined. */
  ByteBuffer whole() {
    grow(blockBytes);
    return ByteBuffer.wrap(bytes);
  }

  private void grow(int length) {
    if (bytes.length < length) {
      int wanted = Math.max(Math.max(SMALLEST_BYTES, length), 2 * bytes.length);
      bytes = Arrays.copyOf(bytes, Math.min(blockBytes, wanted));
    }
  }
}
