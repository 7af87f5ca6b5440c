package io.cofferfs.fs.read;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.s3.ObjectStoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A part of a stored body, taken block by block as it comes. Not thread-safe. */
final class ChunkStream {
  private final InputStream stream;
  private final byte[] buffer;

  /**
   * @param stream stands at the first block that will be asked for
   * @param buffer room for one stored block
   */
  ChunkStream(InputStream stream, byte[] buffer) {
    this.stream = stream;
    this.buffer = buffer;
  }

  /** The next so many bytes, which stay until the next ones are asked for. */
  ByteBuffer next(int length) throws IOException {
    if (stream.readNBytes(buffer, 0, length) < length) {
      throw tooShort();
    }
    return ByteBuffer.wrap(buffer, 0, length);
  }

  void requireEnd() throws IOException {
    requireEnd(stream);
  }

  /** Verifies that nothing follows, which also lets the connection be used again. */
  static void requireEnd(InputStream stream) throws IOException {
    if (stream.read() >= 0) {
      throw new FileException(
          FileException.Reason.DAMAGED, "the store sent more than it was asked for");
    }
  }

  static ObjectStoreException tooShort() {
    return new ObjectStoreException(
        ObjectStoreException.Reason.UNAVAILABLE, "the store sent less than it was asked for");
  }
}
