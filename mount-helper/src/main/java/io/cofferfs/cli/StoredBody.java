package io.cofferfs.cli;

import io.cofferfs.crypto.ChunkGeometry;
import io.cofferfs.crypto.ChunkOpener;
import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.ObjectCipher;
import io.cofferfs.crypto.VolumeKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/** The body of a coffer object in a local file. */
final class StoredBody implements OfflineBody {
  private final FileChannel body;
  private final ObjectCipher cipher;
  private final ChunkGeometry geometry;
  private final long length;

  private StoredBody(FileChannel body, ObjectCipher cipher, ChunkGeometry geometry, long length) {
    this.body = body;
    this.cipher = cipher;
    this.geometry = geometry;
    this.length = length;
  }

  static StoredBody open(FileChannel body, VolumeKeys keys) throws IOException {
    long length = keys.geometry().plaintextLength(body.size());
    ByteBuffer header = ByteBuffer.allocate(ChunkGeometry.HEADER_BYTES);
    readFully(body, 0, header);
    return new StoredBody(body, keys.openObject(header.array()), keys.geometry(), length);
  }

  @Override
  public void verify() throws IOException {
    writeTo(new Nowhere());
  }

  @Override
  public void writeTo(WritableByteChannel target) throws IOException {
    ChunkOpener opener = cipher.opener();
    long chunks = geometry.chunkCount(length);
    int chunkSize = geometry.chunkSize();
    ByteBuffer sealed = ByteBuffer.allocate(chunkSize + ChunkGeometry.CHUNK_OVERHEAD_BYTES);
    ByteBuffer plaintext = ByteBuffer.allocate(chunkSize);
    for (long index = 0; index < chunks; index++) {
      sealed.clear().limit(geometry.sealedChunkLength(index, length));
      readFully(body, geometry.sealedChunkStart(index), sealed);
      opener.open(index, /* last= */ index == chunks - 1, sealed.flip(), plaintext.clear());
      writeFully(target, plaintext.flip());
    }
  }

  private static void readFully(FileChannel channel, long start, ByteBuffer target)
      throws IOException {
    long position = start;
    while (target.hasRemaining()) {
      int count = channel.read(target, position);
      if (count < 0) {
        throw new CofferException(
            CofferException.Reason.MALFORMED, "the file became shorter while it was read");
      }
      position += count;
    }
  }

  private static void writeFully(WritableByteChannel channel, ByteBuffer source)
      throws IOException {
    while (source.hasRemaining()) {
      channel.write(source);
    }
  }

  /** Takes everything and keeps nothing. */
  private static final class Nowhere implements WritableByteChannel {
    @Override
    public int write(ByteBuffer source) {
      int count = source.remaining();
      source.position(source.limit());
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
