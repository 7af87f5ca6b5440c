package io.cofferfs.fs.bulk;

import java.util.concurrent.atomic.LongAdder;

/** Counts the bytes of one object into a {@link Tally} while they pass. Thread-safe. */
public final class Meter {
  private final Tally tally;
  private final LongAdder own = new LongAdder();

  Meter(Tally tally) {
    this.tally = tally;
  }

  void passed(long bytes) {
    own.add(bytes);
    tally.passed(bytes);
  }

  /** Makes the object count with this many bytes, however many passed, and how often. */
  void settle(long bytes) {
    tally.passed(bytes - own.sumThenReset());
  }
}
