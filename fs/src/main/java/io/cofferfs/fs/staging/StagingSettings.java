package io.cofferfs.fs.staging;

/**
 * How much staging holds where.
 *
 * @param blockBytes content of a block, the unit that is sealed
 * @param blocksPerFile blocks of one file that stay in memory; at least 1
 * @param extraBlocks bound on such blocks of all files together, beyond one for each file
 * @param diskBytes bound on what is on the disk
 */
public record StagingSettings(int blockBytes, int blocksPerFile, int extraBlocks, long diskBytes) {

  // 64 KiB blocks seal at full speed, and 256 KiB hold most files of a source tree whole; 64 MiB is
  // what 256 such files take.
  public static final StagingSettings DEFAULT =
      new StagingSettings(64 << 10, 4, 1024, Long.MAX_VALUE);

  public StagingSettings {
    if (blockBytes < 1 || blocksPerFile < 1 || extraBlocks < 0 || diskBytes < 0) {
      throw new IllegalArgumentException(
          "blocks of %d bytes, %d of a file in memory, %d in all, %d bytes on the disk"
              .formatted(blockBytes, blocksPerFile, extraBlocks, diskBytes));
    }
  }

  public StagingSettings withDiskBytes(long bytes) {
    return new StagingSettings(blockBytes, blocksPerFile, extraBlocks, bytes);
  }
}
