package io.cofferfs.fs.write;

import java.time.Clock;
import java.util.Optional;

/**
 * How files are uploaded.
 *
 * @param partBytes content of the first parts of an upload, and of the largest file that is stored
 *     in one request; rounded up to whole chunks
 * @param parallelUploads parts on their way at one time, of all files together; at least 1
 * @param memoryBytes bound on all part buffers of the mount; a part larger than half of it is
 *     admitted alone
 * @param streamThresholdBytes a file streams once it is longer: shorter ones need no part buffer
 *     while they are written
 * @param clock dates files whose upload begins before they are closed
 * @param inPlace what the store allows of changes in place; empty to write every changed file whole
 * @param host this machine, in the names of conflict copies
 */
public record WriteSettings(
    int partBytes,
    int parallelUploads,
    long memoryBytes,
    int streamThresholdBytes,
    Clock clock,
    Optional<InPlaceLimits> inPlace,
    String host) {

  // 8 MiB keeps S3 near its full rate per connection and 1,000 parts within 8 GiB; what staging
  // holds in memory (256 KiB) is what need not stream.
  private static final int PART_BYTES = 8 << 20;
  private static final int STREAM_THRESHOLD_BYTES = 256 << 10;

  public WriteSettings {
    if (partBytes < 1 || parallelUploads < 1 || memoryBytes < 2 || streamThresholdBytes < 0) {
      throw new IllegalArgumentException(
          "parts of %d bytes, %d at a time, in %d bytes of memory, from %d bytes on"
              .formatted(partBytes, parallelUploads, memoryBytes, streamThresholdBytes));
    }
  }

  public static WriteSettings defaults(int parallelUploads, long memoryBytes, String host) {
    return new WriteSettings(
        PART_BYTES,
        parallelUploads,
        memoryBytes,
        STREAM_THRESHOLD_BYTES,
        Clock.systemUTC(),
        Optional.of(InPlaceLimits.S3),
        host);
  }

  public WriteSettings withInPlace(Optional<InPlaceLimits> limits) {
    return new WriteSettings(
        partBytes, parallelUploads, memoryBytes, streamThresholdBytes, clock, limits, host);
  }

  public WriteSettings withMemoryBytes(long bytes) {
    return new WriteSettings(
        partBytes, parallelUploads, bytes, streamThresholdBytes, clock, inPlace, host);
  }
}
