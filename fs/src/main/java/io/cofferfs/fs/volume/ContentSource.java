package io.cofferfs.fs.volume;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The content of one version of a file, readable at any offset. Thread-safe. */
public interface ContentSource extends AutoCloseable {

  /** Bytes of the content. */
  long length();

  /**
   * Reads into {@code target} until it is full or the content ends.
   *
   * @return the bytes read; 0 only at or behind the end, or for a full target
   */
  int read(long offset, ByteBuffer target) throws IOException;

  @Override
  void close();
}
