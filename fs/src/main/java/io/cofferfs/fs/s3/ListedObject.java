package io.cofferfs.fs.s3;

import java.time.Instant;

/** What a listing tells of an object; {@code length} in bytes of the stored body. */
public record ListedObject(
    String key, ETag etag, long length, Instant lastModified, String storageClass) {}
