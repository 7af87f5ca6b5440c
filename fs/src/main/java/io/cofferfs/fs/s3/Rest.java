package io.cofferfs.fs.s3;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Time in which a server that has too much to do is asked by the SDK alone, which has a budget for
 * what it asks again. Thread-safe.
 */
final class Rest {
  private static final long NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Those who are turned away together are not to come back together. */
  private static final int MAX_PAUSE_MILLIS = 200;

  private volatile long begun = System.nanoTime() - NANOS;

  /** Begins anew; the caller, who has been turned away, is held up for a moment. */
  void begin() {
    begun = System.nanoTime();
    try {
      TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(MAX_PAUSE_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the SDK's attempt ends at once by it
    }
  }

  boolean lasts() {
    return System.nanoTime() - begun < NANOS;
  }
}
