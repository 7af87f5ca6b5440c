package io.cofferfs.crypto;

import io.cofferfs.crypto.CofferException.Reason;
import java.nio.ByteBuffer;

/** Opens the chunks of one object, in any order. Not thread-safe. */
public final class ChunkOpener {
  private final ChunkGeometry geometry;
  private final Aead aead;
  private final ChunkPlace place = new ChunkPlace();

  ChunkOpener(ChunkGeometry geometry, Aead aead) {
    this.geometry = geometry;
    this.aead = aead;
  }

  /**
   * Consumes {@code sealed}, which is one whole sealed chunk, and appends its plaintext. When the
   * chunk is refused both positions are unchanged and nothing of the plaintext stays in the buffer.
   *
   * @param index of the chunk in its object, from 0
   * @param last whether it is the object's final chunk, known from the object's size
   * @param plaintext with room for the sealed length less 28 bytes; heap or direct
   * @throws CofferException {@code TAMPERED} if this is not what was sealed for this place
   * @throws IllegalArgumentException if the room does not suffice
   */
  public void open(long index, boolean last, ByteBuffer sealed, ByteBuffer plaintext)
      throws CofferException {
    int length = sealed.remaining() - Aead.OVERHEAD_BYTES;
    if (!ChunkPlace.admits(geometry, index, length, last)
        || !aead.open(place.associatedData(index, last), sealed, plaintext)) {
      throw new CofferException(
          Reason.TAMPERED,
          "%s %d of %d bytes was changed or moved: its tag differs"
              .formatted(last ? "last chunk" : "chunk", index, sealed.remaining()));
    }
  }
}
