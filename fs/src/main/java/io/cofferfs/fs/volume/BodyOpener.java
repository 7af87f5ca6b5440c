package io.cofferfs.fs.volume;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Opens the chunks of one stored body. Not thread-safe. */
public interface BodyOpener {

  /**
   * Consumes one sealed chunk and appends its content, or throws and leaves {@code plaintext} as it
   * was.
   */
  void open(long index, boolean last, ByteBuffer sealed, ByteBuffer plaintext) throws IOException;
}
