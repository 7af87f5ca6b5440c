package io.cofferfs.fs.bulk;

/**
 * How a content is cut to be read, uploaded or compared in pieces: all of the same length but the
 * last, and no more than a multipart upload may have.
 *
 * @param pieceLength a multiple of the alignment asked for
 */
record Pieces(long contentLength, long pieceLength) {
  private static final int MAX_PARTS = 10_000;

  /**
   * @param alignment chunk sizes are powers of two, so the larger of two is a multiple of the other
   */
  static Pieces of(long contentLength, int wanted, int alignment) {
    long needed = Math.max(wanted, (contentLength + MAX_PARTS - 1) / MAX_PARTS);
    return new Pieces(contentLength, (needed + alignment - 1) / alignment * alignment);
  }

  /** At least 1, also for an empty content. */
  int count() {
    return (int) Math.max(1, (contentLength + pieceLength - 1) / pieceLength);
  }

  long start(int piece) {
    return piece * pieceLength;
  }

  long end(int piece) {
    return Math.min(contentLength, start(piece) + pieceLength);
  }

  boolean isLast(int piece) {
    return piece == count() - 1;
  }
}
