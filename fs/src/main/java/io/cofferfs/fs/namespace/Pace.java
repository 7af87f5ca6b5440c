package io.cofferfs.fs.namespace;

/**
 * How fast somebody goes from file to file: the mean of the last few steps. What is fetched too far
 * ahead of a slow one is out of date when it comes there. Guarded by whose it is.
 */
final class Pace {
  private long steppedAt;
  private long millis;

  Pace(long now) {
    this.steppedAt = now;
  }

  void step(long now) {
    millis = (millis + Math.max(0, now - steppedAt)) / 2;
    steppedAt = now;
  }

  /** How many steps ahead are taken before what is seen now is out of date, with some to spare. */
  int stepsWithin(Freshness freshness) {
    return freshness.timesWithinHalf(millis);
  }
}
