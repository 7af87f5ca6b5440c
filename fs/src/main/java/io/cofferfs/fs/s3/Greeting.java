package io.cofferfs.fs.s3;

import java.time.Instant;
import java.util.Optional;

/**
 * What a server says when it is asked for a bucket.
 *
 * @param server the name that it gives itself
 * @param time its clock, to the second
 * @param region of the bucket
 */
public record Greeting(
    Presence presence, Optional<String> server, Optional<Instant> time, Optional<String> region) {

  /** Whether the bucket is there. */
  public enum Presence {
    FOUND,
    MISSING,
    /** It may belong to somebody else, or the credentials may be wrong. */
    FORBIDDEN
  }
}
