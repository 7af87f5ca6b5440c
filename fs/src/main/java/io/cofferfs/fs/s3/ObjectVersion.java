package io.cofferfs.fs.s3;

/** An object in one version. */
public record ObjectVersion(String key, ETag etag) {}
