package io.cofferfs.fs.read;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.volume.BodyOpener;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Opens stored blocks of one version. Not thread-safe. */
final class StoredBlocks {
  private final FileVersion version;
  private final VolumeCodec codec;
  private final BlockLayout layout;
  private final BodyOpener opener;

  StoredBlocks(FileVersion version, VolumeCodec codec, BlockLayout layout, BodyOpener opener) {
    this.version = version;
    this.codec = codec;
    this.layout = layout;
    this.opener = opener;
  }

  /**
   * The content of a block, every chunk of it verified.
   *
   * @param stored is left as it was
   * @throws IOException why it cannot be had
   */
  byte[] open(long block, ByteBuffer stored) throws IOException {
    byte[] opened = new byte[layout.blockLength(block, version.length())];
    ByteBuffer content = ByteBuffer.wrap(opened);
    long end = layout.endChunk(block, version.length());
    int position = stored.position();
    for (long chunk = layout.firstChunk(block); chunk < end; chunk++) {
      int length = codec.sealedChunkLength(chunk, version.length());
      if (position + length > stored.limit()) {
        throw ChunkStream.tooShort();
      }
      boolean last = chunk == codec.chunkCount(version.length()) - 1;
      opener.open(chunk, last, stored.slice(position, length), content);
      position += length;
    }
    if (content.hasRemaining()) {
      throw new FileException(
          FileException.Reason.DAMAGED, "chunks hold less than the length of the object says");
    }
    return opened;
  }
}
