package io.cofferfs.fs.s3;

import java.time.Instant;

/** A multipart upload that is neither completed nor aborted, and when it was begun. */
public record BegunUpload(MultipartUpload upload, Instant begun) {}
