package io.cofferfs.crypto;

import java.nio.ByteBuffer;

/**
 * Seals the chunks of one object, in any order and repeatedly: each sealing draws its own nonce, so
 * no caller can seal two chunks under one nonce. Not thread-safe.
 */
public final class ChunkSealer {
  // Random 96-bit nonces collide with a chance below 2^-32 as long as a key seals at most 2^32
  // times.
  private static final long MAX_CHUNKS = 1L << 32;

  private final ChunkGeometry geometry;
  private final Aead aead;
  private final ChunkPlace place = new ChunkPlace();

  ChunkSealer(ChunkGeometry geometry, Aead aead) {
    this.geometry = geometry;
    this.aead = aead;
  }

  /**
   * Appends nonce ‖ ciphertext ‖ tag of {@code plaintext}, which is consumed, to {@code sealed}.
   *
   * @param index of the chunk, from 0 to 2^32 − 1
   * @param plaintext exactly one chunk; if {@code last} it may be shorter, and empty for chunk 0
   * @param sealed with room for the plaintext and 28 bytes more; heap or direct
   * @throws IllegalArgumentException if a length or the index is not as said; nothing is consumed
   */
  public void seal(long index, ByteBuffer plaintext, boolean last, ByteBuffer sealed) {
    if (index < 0 || index >= MAX_CHUNKS) {
      throw new IllegalArgumentException("an object has no chunk " + index);
    }
    if (!ChunkPlace.admits(geometry, index, plaintext.remaining(), last)) {
      throw new IllegalArgumentException(
          (last ? "last " : "") + "chunk " + index + " with " + plaintext.remaining() + " bytes");
    }
    aead.seal(place.associatedData(index, last), plaintext, sealed);
  }
}
