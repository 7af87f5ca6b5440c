package io.cofferfs.fs.s3;

/**
 * An object that is under the key to write with.
 *
 * @param etag of the version that is
 * @param length bytes of its stored body
 */
public record Rekeyed(Outcome outcome, ETag etag, long length) {

  /** What it took. */
  public enum Outcome {
    /** Nothing: it was under that key. */
    WAS_CURRENT,
    ON_SERVER,
    THROUGH_HERE
  }
}
