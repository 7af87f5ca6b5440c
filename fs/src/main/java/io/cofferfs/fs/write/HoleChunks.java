package io.cofferfs.fs.write;

import io.cofferfs.fs.volume.VolumeCodec;

/** Which chunks of a file that is all here were never written to, and so are zeros. */
final class HoleChunks implements CopyableChunks {
  private final int chunkSize;
  private final Extents written;
  private final long length;
  private final long count;

  HoleChunks(VolumeCodec codec, Extents written, long length) {
    this.chunkSize = codec.chunkSize();
    this.written = written;
    this.length = length;
    this.count = codec.chunkCount(length);
  }

  /** Bytes of the whole file. */
  long length() {
    return length;
  }

  /** Bytes that are in such chunks. */
  long bytes() {
    long chunks = 0;
    for (long at = nextShared(0); at < count; at = nextShared(nextChanged(at))) {
      chunks += nextChanged(at) - at;
    }
    return Math.min(length, chunks * chunkSize);
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public long nextChanged(long chunk) {
    long start = nextWritten(chunk * chunkSize);
    return start >= length ? Math.max(chunk, count) : start / chunkSize;
  }

  @Override
  public long nextShared(long chunk) {
    long at = chunk;
    while (at < count && nextChanged(at) == at) {
      long end = written.endOfRun(nextWritten(at * chunkSize));
      at = (end + chunkSize - 1) / chunkSize;
    }
    return Math.min(at, count);
  }

  private long nextWritten(long offset) {
    return written.contains(offset) ? offset : written.endOfRun(offset);
  }
}
