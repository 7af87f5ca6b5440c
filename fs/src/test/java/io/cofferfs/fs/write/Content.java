package io.cofferfs.fs.write;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Bytes for tests. */
final class Content {
  private Content() {}

  /** The same bytes for the same seed and length. */
  static byte[] bytes(long seed, int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  static byte[] bytes(int length) {
    return bytes(length, length);
  }

  static ByteBuffer slice(byte[] bytes, int start, int end) {
    return ByteBuffer.wrap(bytes, start, end - start);
  }
}
