package io.cofferfs.fs.volume;

import java.nio.ByteBuffer;

/** Seals the chunks of one body, new or changed. Not thread-safe. */
public interface BodySealer {

  BodyIdentity identity();

  /** Appends the header, which stands before the first chunk. */
  void header(ByteBuffer target);

  /**
   * Appends a chunk, sealed.
   *
   * @param plaintext its content, consumed; as long as a chunk unless it is the last one
   */
  void seal(long index, ByteBuffer plaintext, boolean last, ByteBuffer target);
}
