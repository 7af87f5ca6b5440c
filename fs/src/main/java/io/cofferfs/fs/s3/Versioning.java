package io.cofferfs.fs.s3;

/** Whether a bucket keeps what was replaced or deleted. */
public enum Versioning {
  ENABLED,
  SUSPENDED,
  OFF
}
