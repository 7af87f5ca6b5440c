package io.cofferfs.fs.write;

import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.VolumeCodec;

/**
 * Which chunks of a changed file are stored in its base, byte for byte. The last chunk of a body is
 * sealed as such, so when the length changes neither the old nor the new last one is.
 */
final class SharedChunks implements CopyableChunks {
  private final int chunkSize;
  private final Changes changes;
  private final long length;
  private final long count;
  // None from here on is shared.
  private final long end;

  /**
   * @param changes since {@code base}
   * @param length of the changed file
   */
  SharedChunks(VolumeCodec codec, FileVersion base, Changes changes, long length) {
    this.chunkSize = codec.chunkSize();
    this.changes = changes;
    this.length = length;
    this.count = codec.chunkCount(length);
    this.end =
        base.length() == length && changes.commonLength() == length
            ? count
            : Math.min(
                Math.min(count, codec.chunkCount(base.length())) - 1,
                changes.commonLength() / chunkSize);
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public long nextChanged(long chunk) {
    long offset = chunk < end ? changes.nextChanged(chunk * chunkSize) : length;
    return offset < length ? Math.min(end, offset / chunkSize) : Math.max(chunk, end);
  }

  @Override
  public long nextShared(long chunk) {
    long at = chunk;
    while (at < end && nextChanged(at) == at) {
      long common = changes.nextCommon(changes.nextChanged(at * chunkSize));
      at = common == Long.MAX_VALUE ? count : (common + chunkSize - 1) / chunkSize;
    }
    return at < end ? at : count;
  }
}
