package io.cofferfs.fs.s3;

/** A part that the store has. */
public record UploadedPart(int number, ETag etag) {}
