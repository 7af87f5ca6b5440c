package io.cofferfs.fs.write;

/** Which chunks of a body need not be uploaded, since the store can copy what they are to be. */
interface CopyableChunks {
  /** Chunks of the body. */
  long count();

  /** The first chunk from here on that cannot be copied; {@link #count} if all can. */
  long nextChanged(long chunk);

  /** The first chunk from here on that can be copied; {@link #count} if none can. */
  long nextShared(long chunk);
}
