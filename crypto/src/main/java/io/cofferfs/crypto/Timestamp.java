package io.cofferfs.crypto;

import java.time.Instant;

/**
 * A file time.
 *
 * @param seconds since 1970-01-01T00:00Z, negative before
 * @param nanos within the second, 0 to 999,999,999
 */
public record Timestamp(long seconds, int nanos) implements Comparable<Timestamp> {
  static final int MAX_NANOS = 999_999_999;

  public Timestamp {
    if (nanos < 0 || nanos > MAX_NANOS) {
      throw new IllegalArgumentException("nanoseconds within a second: " + nanos);
    }
  }

  public static Timestamp of(Instant instant) {
    return new Timestamp(instant.getEpochSecond(), instant.getNano());
  }

  /**
   * The same moment.
   *
   * @throws java.time.DateTimeException beyond the range of {@link Instant}, a billion years away
   */
  public Instant toInstant() {
    return Instant.ofEpochSecond(seconds, nanos);
  }

  @Override
  public int compareTo(Timestamp that) {
    int bySeconds = Long.compare(seconds, that.seconds);
    return bySeconds != 0 ? bySeconds : Integer.compare(nanos, that.nanos);
  }
}
