package io.cofferfs.fs.s3;

/** The version that a write has made. */
public record PutResult(ETag etag) {}
