package io.cofferfs.fs.namespace;

import java.time.Clock;
import java.time.Duration;

/** How long what was seen is taken for true. */
final class Freshness {
  private static final int RECENT = 4;

  private final Clock clock;
  private final boolean forEver;
  private final long ttlMillis;

  Freshness(NamespaceSettings settings, Clock clock) {
    this.clock = clock;
    this.forEver = settings.immutable();
    this.ttlMillis =
        Math.min(settings.ttl().toSeconds(), Duration.ofDays(36_500).toSeconds()) * 1000
            + settings.ttl().toMillisPart();
  }

  /** In milliseconds. */
  long now() {
    return clock.millis();
  }

  /** Whether something that goes on was going on at this moment, so that it may be still. */
  boolean isRecent(long seenAt) {
    long age = now() - seenAt;
    return forEver || (age >= 0 && age < RECENT * ttlMillis);
  }

  /** How many times something that takes so long is done while half of that time goes by. */
  int timesWithinHalf(long millis) {
    return forEver || millis == 0
        ? Integer.MAX_VALUE
        : (int) Math.min(Integer.MAX_VALUE, ttlMillis / 2 / millis);
  }

  boolean isForEver() {
    return forEver;
  }

  /** Whether half of the time is over for which something is taken for true. */
  boolean isHalfOver(long seenAt) {
    long age = now() - seenAt;
    return !forEver && (age < 0 || 2 * age >= ttlMillis);
  }

  boolean holds(long seenAt) {
    long age = now() - seenAt;
    // A clock that was set back must not keep anything alive for as long.
    return forEver || (age >= 0 && age < ttlMillis);
  }
}
