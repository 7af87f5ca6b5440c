package io.cofferfs.fs.kms;

import java.time.Duration;

/**
 * How long a busy service is asked again.
 *
 * @param attempts the first one included
 * @param firstDelay at the most; doubles with each retry
 */
public record KmsRetries(int attempts, Duration firstDelay) {
  // A quota of KMS is one of requests per second, and a job may mount on a thousand nodes at once:
  // about ten seconds together.
  public static final KmsRetries DEFAULT = new KmsRetries(8, Duration.ofMillis(200));

  public KmsRetries {
    if (attempts < 1 || firstDelay.isNegative() || firstDelay.isZero()) {
      throw new IllegalArgumentException("retries without an attempt or a delay");
    }
  }
}
