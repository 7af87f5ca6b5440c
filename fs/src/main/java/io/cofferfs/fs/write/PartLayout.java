package io.cofferfs.fs.write;

import io.cofferfs.fs.volume.VolumeCodec;

/**
 * Where chunks lie in a part: one behind the other in their sealed length, in the first part behind
 * the header of the body, in the last one with its trailer behind them.
 */
record PartLayout(int headerLength, int chunkSize, int sealedChunkLength, int trailerLength) {
  /** S3's bounds on parts and objects. */
  static final int MAX_PARTS = 10_000;

  static final long MAX_OBJECT_LENGTH = 5L << 40;

  // A part is one array, and 800 parts of each size from 8 MiB up to this make more than 5 TiB.
  private static final int MAX_PART_BYTES = 1 << 30;
  private static final int PARTS_OF_EACH_SIZE = 800;

  static PartLayout of(VolumeCodec codec) {
    long first = codec.sealedChunkStart(0);
    return new PartLayout(
        codec.headerLength(),
        codec.chunkSize(),
        (int) (codec.sealedChunkStart(1) - first),
        codec.trailerLength());
  }

  /** Whether a body is its content, byte for byte, and so any part of it like any other. */
  boolean isContent() {
    return headerLength == 0 && trailerLength == 0 && sealedChunkLength == chunkSize;
  }

  /** The length of an array for a part with this much content, whichever part it is. */
  int arrayLength(int contentBytes) {
    int chunks = Math.max(1, (contentBytes + chunkSize - 1) / chunkSize);
    return headerLength + contentBytes + chunks * (sealedChunkLength - chunkSize) + trailerLength;
  }

  /** The same in whole chunks. */
  int roundUp(long contentBytes) {
    return Math.toIntExact((contentBytes + chunkSize - 1) / chunkSize * chunkSize);
  }

  /** Content of a part of a body whose length is not known yet: doubles every 800 parts. */
  int growingPartBytes(int first, int number) {
    int doublings = (number - 1) / PARTS_OF_EACH_SIZE;
    return roundUp(Math.min((long) first << doublings, Math.max(first, MAX_PART_BYTES)));
  }

  /** Content of each part, but for the last one, of a body of this length. */
  int evenPartBytes(int smallest, long contentLength) {
    return roundUp(Math.max(smallest, (contentLength + MAX_PARTS - 1) / MAX_PARTS));
  }
}
