package io.cofferfs.fs.read;

import io.cofferfs.fs.s3.ByteRange;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.VolumeCodec;

/** Where the blocks of a volume's files begin and end. All spans are half-open. */
final class BlockLayout {
  private final VolumeCodec codec;
  private final int chunksPerBlock;
  private final int blockBytes;

  BlockLayout(VolumeCodec codec, int minBlockBytes) {
    this.codec = codec;
    this.chunksPerBlock = (int) ceilDiv(minBlockBytes, codec.chunkSize());
    this.blockBytes = Math.multiplyExact(chunksPerBlock, codec.chunkSize());
  }

  /** Bytes of content in every block but the last. */
  int blockBytes() {
    return blockBytes;
  }

  /** Bytes of the longest block as it is stored. */
  int storedBlockBytes() {
    return Math.toIntExact(codec.sealedChunkStart(chunksPerBlock) - codec.sealedChunkStart(0))
        + codec.trailerLength();
  }

  /** At least 1, also for an empty content. */
  long blockCount(long contentLength) {
    return ceilDiv(codec.chunkCount(contentLength), chunksPerBlock);
  }

  /** The block that holds the byte at this offset. */
  long blockAt(long offset) {
    return offset / blockBytes;
  }

  /** The first block that holds no byte before this offset. */
  long blockFrom(long offset) {
    return ceilDiv(offset, blockBytes);
  }

  long blockStart(long block) {
    return block * blockBytes;
  }

  int blockLength(long block, long contentLength) {
    return (int) Math.min(blockBytes, contentLength - blockStart(block));
  }

  long firstChunk(long block) {
    return block * chunksPerBlock;
  }

  /** Where the chunks of a block end. */
  long endChunk(long block, long contentLength) {
    return Math.min(firstChunk(block + 1), codec.chunkCount(contentLength));
  }

  /** Bytes of a block as it is stored. */
  int storedLength(FileVersion version, long block) {
    return Math.toIntExact(storedRange(version, block, block + 1).length());
  }

  /** The part of the stored body that holds these blocks. */
  ByteRange storedRange(FileVersion version, long startBlock, long endBlock) {
    long start = codec.sealedChunkStart(firstChunk(startBlock));
    long end = codec.sealedChunkStart(endChunk(endBlock - 1, version.length()));
    return new ByteRange(start, Math.min(end, version.objectLength()));
  }

  private static long ceilDiv(long dividend, long divisor) {
    return (dividend + divisor - 1) / divisor;
  }
}
