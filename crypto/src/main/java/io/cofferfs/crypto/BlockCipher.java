package io.cofferfs.crypto;

import io.cofferfs.crypto.CofferException.Reason;
import java.nio.ByteBuffer;

/** Seals the blocks of one temporary file, in the form nonce ‖ ciphertext ‖ tag. Thread-safe. */
public final class BlockCipher implements AutoCloseable {
  /** How much longer a sealed block is than its plaintext. */
  public static final int OVERHEAD_BYTES = Aead.OVERHEAD_BYTES;

  private final ObjectId fileId;
  private final SharedAead aead;

  /** Takes ownership of {@code aead}. */
  BlockCipher(ObjectId fileId, SharedAead aead) {
    this.fileId = fileId;
    this.aead = aead;
  }

  /**
   * Consumes {@code plaintext} and appends its sealed form, 28 bytes longer, to {@code sealed}.
   *
   * @throws IllegalArgumentException if the room does not suffice
   * @throws IllegalStateException once closed
   */
  public void seal(long block, ByteBuffer plaintext, ByteBuffer sealed) {
    aead.seal(associatedData(block), plaintext, sealed);
  }

  /**
   * Consumes the sealed block and appends its plaintext. When it is refused both positions are
   * unchanged and nothing of the plaintext stays in the buffer.
   *
   * @throws CofferException {@code TAMPERED} if this is not what was sealed for this place
   * @throws IllegalArgumentException if the room does not suffice
   * @throws IllegalStateException once closed
   */
  public void open(long block, ByteBuffer sealed, ByteBuffer plaintext) throws CofferException {
    if (sealed.remaining() < Aead.OVERHEAD_BYTES
        || !aead.open(associatedData(block), sealed, plaintext)) {
      throw new CofferException(
          Reason.TAMPERED, "block %d of temporary file %s".formatted(block, fileId));
    }
  }

  private byte[] associatedData(long block) {
    return ByteBuffer.allocate(ObjectId.LENGTH + Long.BYTES)
        .put(fileId.toBytes())
        .putLong(block)
        .array();
  }

  /** Destroys the file's key: what is left of it on a disk cannot be read any more. */
  @Override
  public void close() {
    aead.close();
  }
}
