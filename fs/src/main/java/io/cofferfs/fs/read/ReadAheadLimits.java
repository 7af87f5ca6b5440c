package io.cofferfs.fs.read;

/**
 * How far to read ahead.
 *
 * @param firstBlocks ahead of the first read
 * @param fetchBlocks in one request
 * @param maxBlocks ahead of one reader: as many as all connections together fetch at a time
 * @param recordBytes a pass no longer than this may be the read of a record in a random place, but
 *     for one from the beginning of the file
 * @param toleranceBytes how far out of order the requests of one reader arrive, or how much it may
 *     skip
 */
record ReadAheadLimits(
    long firstBlocks, int fetchBlocks, long maxBlocks, long recordBytes, long toleranceBytes) {

  static ReadAheadLimits of(ReadSettings settings, BlockLayout layout) {
    int fetchBlocks = Math.max(1, settings.maxFetchBytes() / layout.blockBytes());
    return new ReadAheadLimits(
        Math.max(1, settings.firstReadAheadBytes() / layout.blockBytes()),
        fetchBlocks,
        (long) fetchBlocks * settings.parallelFetches(),
        settings.firstReadAheadBytes(),
        // Several requests of the kernel, of up to 512 KiB, are under way at a time.
        settings.firstReadAheadBytes() * 2L);
  }

  /** What a reader gets ahead before it has had to wait: two requests run while one is read. */
  long provenBlocks() {
    return Math.min(3L * fetchBlocks, maxBlocks);
  }
}
