package io.cofferfs.fs.s3;

/** A multipart upload under way. */
public record MultipartUpload(String key, String uploadId) {}
