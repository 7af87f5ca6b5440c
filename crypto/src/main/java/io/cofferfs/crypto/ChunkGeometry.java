package io.cofferfs.crypto;

import io.cofferfs.crypto.CofferException.Reason;

/**
 * All offset arithmetic of one chunk size: where chunks lie in an object and how long they are.
 * Nobody else adds or multiplies with header or chunk lengths.
 */
public final class ChunkGeometry {
  /** Bytes in front of the first chunk. */
  public static final int HEADER_BYTES = 64;

  /** Nonce (12) and tag (16) of each chunk. */
  public static final int CHUNK_OVERHEAD_BYTES = 28;

  static final int MIN_LOG2 = 6;
  static final int MAX_LOG2 = 24;

  private final int log2;

  private ChunkGeometry(int log2) {
    this.log2 = log2;
  }

  /**
   * Returns the geometry of a chunk size in bytes of plaintext.
   *
   * @throws IllegalArgumentException unless a power of two from 2^6 to 2^24
   */
  public static ChunkGeometry ofChunkSize(int chunkBytes) {
    if (!isChunkSize(chunkBytes)) {
      throw new IllegalArgumentException(
          "a chunk size is a power of two from 64 to 16777216, not " + chunkBytes);
    }
    return new ChunkGeometry(Integer.numberOfTrailingZeros(chunkBytes));
  }

  static boolean isChunkSize(long bytes) {
    return Long.bitCount(bytes) == 1 && bytes >= 1L << MIN_LOG2 && bytes <= 1L << MAX_LOG2;
  }

  /** Bytes of plaintext in every chunk but the last. */
  public int chunkSize() {
    return 1 << log2;
  }

  int log2() {
    return log2;
  }

  private long sealedChunkSize() {
    return chunkSize() + (long) CHUNK_OVERHEAD_BYTES;
  }

  /** The length of the object that holds {@code plaintextLength} bytes. */
  public long ciphertextLength(long plaintextLength) {
    long overhead = Math.multiplyExact(chunkCount(plaintextLength), CHUNK_OVERHEAD_BYTES);
    return Math.addExact(Math.addExact(plaintextLength, HEADER_BYTES), overhead);
  }

  /**
   * The length of the plaintext in an object of {@code ciphertextLength} bytes.
   *
   * @throws CofferException {@code MALFORMED} if no plaintext has this ciphertext length
   */
  public long plaintextLength(long ciphertextLength) throws CofferException {
    long body = ciphertextLength - HEADER_BYTES;
    if (body >= CHUNK_OVERHEAD_BYTES) {
      long chunks = (body - 1) / sealedChunkSize() + 1;
      long plaintext = body - chunks * CHUNK_OVERHEAD_BYTES;
      if (plaintext >= 0 && ciphertextLength(plaintext) == ciphertextLength) {
        return plaintext;
      }
    }
    throw new CofferException(
        Reason.MALFORMED,
        "no plaintext in chunks of " + chunkSize() + " has ciphertext length " + ciphertextLength);
  }

  /** The number of chunks; at least 1, because an empty file has one empty final chunk. */
  public long chunkCount(long plaintextLength) {
    requireNotNegative("plaintext length", plaintextLength);
    return plaintextLength == 0 ? 1 : ((plaintextLength - 1) >>> log2) + 1;
  }

  /** The index of the chunk that holds the byte at {@code plaintextOffset}. */
  public long chunkIndex(long plaintextOffset) {
    requireNotNegative("plaintext offset", plaintextOffset);
    return plaintextOffset >>> log2;
  }

  /** The offset in the object of the nonce of chunk {@code index}. */
  public long sealedChunkStart(long index) {
    requireNotNegative("chunk index", index);
    return Math.addExact(Math.multiplyExact(index, sealedChunkSize()), HEADER_BYTES);
  }

  /** The bytes chunk {@code index} takes in an object of {@code plaintextLength} bytes. */
  public int sealedChunkLength(long index, long plaintextLength) {
    return plainChunkLength(index, plaintextLength) + CHUNK_OVERHEAD_BYTES;
  }

  /** The bytes of plaintext chunk {@code index} holds: the chunk size, or less in the last one. */
  public int plainChunkLength(long index, long plaintextLength) {
    requireNotNegative("chunk index", index);
    long last = chunkCount(plaintextLength) - 1;
    if (index > last) {
      throw new IllegalArgumentException("chunk " + index + " is behind the last one, " + last);
    }
    return index < last ? chunkSize() : (int) (plaintextLength - (last << log2));
  }

  private static void requireNotNegative(String what, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(what + " is negative: " + value);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChunkGeometry that && log2 == that.log2;
  }

  @Override
  public int hashCode() {
    return log2;
  }

  @Override
  public String toString() {
    return "ChunkGeometry[" + chunkSize() + "]";
  }
}
