package io.cofferfs.fs.read;

/**
 * What reading may use.
 *
 * @param memoryBytes bound on the cache of blocks; half of it is for what is read ahead
 * @param parallelFetches requests in flight at the most, and threads
 * @param maxFetchBytes about as much is fetched in one request at the most, in bytes of content
 * @param minBlockBytes chunks smaller than this are cached several in one block
 * @param firstReadAheadBytes how far a sequential read is first read ahead of
 */
public record ReadSettings(
    long memoryBytes,
    int parallelFetches,
    int maxFetchBytes,
    int minBlockBytes,
    int firstReadAheadBytes) {
  // One connection moves this in a time that hides the round trip to ask for it, a request costs
  // little beside it, and eight of them fit in the memory for what is read ahead: what one
  // connection is slower than the link, as many connections must make up for.
  private static final int MAX_FETCH_BYTES = 8 << 20;

  // Below this, what is kept about a block begins to count.
  private static final int MIN_BLOCK_BYTES = 64 << 10;

  // Many files are no longer: they come in one request.
  private static final int FIRST_READ_AHEAD_BYTES = 1 << 20;

  public ReadSettings {
    if (memoryBytes < 0
        || parallelFetches < 1
        || maxFetchBytes < 1
        || minBlockBytes < 1
        || firstReadAheadBytes < 0) {
      throw new IllegalArgumentException("settings out of range");
    }
  }

  /** Settings for real chunks, networks and files. */
  public static ReadSettings of(long memoryBytes, int parallelFetches) {
    return new ReadSettings(
        memoryBytes, parallelFetches, MAX_FETCH_BYTES, MIN_BLOCK_BYTES, FIRST_READ_AHEAD_BYTES);
  }
}
