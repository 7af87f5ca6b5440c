package io.cofferfs.fs.namespace;

/**
 * Somebody going through a listing entry by entry, as {@code ls -l} does: each step is further on
 * than the one before, and follows it soon. The window that is looked ahead grows with each step,
 * so that a lone question costs little and a walk is never waiting for long. Guarded by its
 * listing.
 */
final class Walk {
  private static final int FIRST_WINDOW = 8;

  // The third step is answered with the second, and by then as much as can be is under way.
  private static final int GROWTH = 4;

  // Several times what is asked for in parallel: the walker is ahead of the slowest answer.
  private static final int MAX_WINDOW = 256;

  private int position = -1;
  private int requestedTo = -1;
  private int window = FIRST_WINDOW;
  private long steppedAt;

  /** Positions {@code start} (inclusive) to {@code end} (exclusive); may be empty. */
  record Window(int start, int end) {}

  private static final Window NOTHING = new Window(0, 0);

  void begin(long now) {
    steppedAt = now;
  }

  boolean goesOn(Freshness freshness) {
    return freshness.holds(steppedAt);
  }

  /** The positions that no step has led to ahead before, and this one does. */
  Window step(int to, Freshness freshness) {
    return step(to, freshness, MAX_WINDOW);
  }

  /** The same, with so many positions ahead at the most. */
  Window step(int to, Freshness freshness, int most) {
    if (to <= position || !goesOn(freshness)) {
      return NOTHING;
    }
    window = to <= requestedTo ? Math.min(GROWTH * window, MAX_WINDOW) : FIRST_WINDOW;
    position = to;
    steppedAt = freshness.now();
    int start = Math.max(to + 1, requestedTo);
    requestedTo = Math.max(start, to + 1 + Math.min(window, most));
    return new Window(start, requestedTo);
  }

  /**
   * Somebody has come to this position who has no use for what is ahead, so that this one is not
   * behind yet.
   */
  void pass(int to, Freshness freshness) {
    if (to > position && goesOn(freshness)) {
      position = to - 1;
      steppedAt = freshness.now();
    }
  }

  /** Whether the walk has left this position behind. */
  boolean isPast(int at) {
    return at < position;
  }

  /** Whether the walk goes on and has not left this position behind. */
  boolean covers(int at, Freshness freshness) {
    return !isPast(at) && goesOn(freshness);
  }
}
