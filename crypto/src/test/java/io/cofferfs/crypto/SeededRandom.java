package io.cofferfs.crypto;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** Bytes that are the same in every run: HMAC-SHA256 of a counter. For vectors, never for keys. */
final class SeededRandom extends SecureRandom {
  private static final long serialVersionUID = 1;

  private final transient SecretBytes seed = SecretBytes.take(new byte[] {1});
  private long counter;

  @Override
  public void nextBytes(byte[] bytes) {
    ByteBuffer out = ByteBuffer.wrap(bytes);
    while (out.hasRemaining()) {
      byte[] block = Hmac.sha256(seed, ByteBuffer.allocate(8).putLong(counter++).array());
      out.put(block, 0, Math.min(block.length, out.remaining()));
    }
  }
}
