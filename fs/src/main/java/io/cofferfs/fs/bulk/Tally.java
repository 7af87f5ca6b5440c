package io.cofferfs.fs.bulk;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How far a job is, to be looked at while it runs. Thread-safe. */
public final class Tally {
  private final Map<Outcome, LongAdder> counts = new EnumMap<>(Outcome.class);
  private final LongAdder bytes = new LongAdder();
  private volatile Totals totals = new Totals(0, 0, /* complete= */ false);

  /**
   * What there is to do, as far as it was counted.
   *
   * @param bytes of stored bodies
   */
  public record Totals(long objects, long bytes, boolean complete) {}

  public Tally() {
    for (Outcome outcome : Outcome.values()) {
      counts.put(outcome, new LongAdder());
    }
  }

  void dealtWith(Outcome outcome) {
    adder(outcome).increment();
  }

  private LongAdder adder(Outcome outcome) {
    LongAdder adder = counts.get(outcome);
    if (adder == null) {
      throw new AssertionError("every outcome has a count");
    }
    return adder;
  }

  /** Bytes of a stored body that are dealt with. */
  void passed(long count) {
    bytes.add(count);
  }

  void announce(Totals counted) {
    totals = counted;
  }

  /** Objects that were dealt with. */
  public long objects() {
    return counts.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** Bytes of stored bodies that were dealt with, those of objects under way included. */
  public long bytes() {
    return bytes.sum();
  }

  public Totals totals() {
    return totals;
  }

  public long count(Outcome outcome) {
    return adder(outcome).sum();
  }

  public long count(Verdict verdict) {
    long count = 0;
    for (Outcome outcome : Outcome.values()) {
      count += outcome.verdict() == verdict ? count(outcome) : 0;
    }
    return count;
  }

  /** The outcomes that there were, in the order of their declaration. */
  public Map<Outcome, Long> counts() {
    Map<Outcome, Long> made = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      if (count(outcome) > 0) {
        made.put(outcome, count(outcome));
      }
    }
    return made;
  }
}
