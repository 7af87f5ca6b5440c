package io.cofferfs.fs.read;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.volume.BodyOpener;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A stored body, opened chunk by chunk as it comes. Not thread-safe. */
final class ChunkStream {
  private final InputStream stream;
  private final VolumeCodec codec;
  private final BodyOpener opener;
  private final byte[] buffer;

  /**
   * @param stream stands at the first chunk that will be asked for
   * @param buffer room for one stored chunk
   */
  ChunkStream(InputStream stream, VolumeCodec codec, BodyOpener opener, byte[] buffer) {
    this.stream = stream;
    this.codec = codec;
    this.opener = opener;
    this.buffer = buffer;
  }

  /**
   * Opens chunks {@code start} to {@code end}, which the stream stands at, into a block. All of
   * them are read even if one is refused, so that the block after them can be opened.
   *
   * @return why the block cannot be had, if so
   * @throws IOException if the stream itself has failed
   */
  Optional<IOException> open(long start, long end, long contentLength, byte[] block)
      throws IOException {
    ByteBuffer content = ByteBuffer.wrap(block);
    Optional<IOException> refusal = Optional.empty();
    for (long chunk = start; chunk < end; chunk++) {
      ByteBuffer sealed = read(codec.sealedChunkLength(chunk, contentLength));
      if (refusal.isEmpty()) {
        boolean last = chunk == codec.chunkCount(contentLength) - 1;
        refusal = open(chunk, last, sealed, content);
      }
    }
    return refusal.isEmpty() && content.hasRemaining() ? Optional.of(tooLittle()) : refusal;
  }

  private Optional<IOException> open(
      long chunk, boolean last, ByteBuffer sealed, ByteBuffer content) {
    try {
      opener.open(chunk, last, sealed, content);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e);
    }
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

  private ByteBuffer read(int length) throws IOException {
    if (stream.readNBytes(buffer, 0, length) < length) {
      throw tooShort();
    }
    return ByteBuffer.wrap(buffer, 0, length);
  }

  static ObjectStoreException tooShort() {
    return new ObjectStoreException(
        ObjectStoreException.Reason.UNAVAILABLE, "the store sent less than it was asked for");
  }

  private static FileException tooLittle() {
    return new FileException(
        FileException.Reason.DAMAGED, "chunks hold less than the length of the object says");
  }
}
