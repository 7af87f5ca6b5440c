package io.cofferfs.fs.s3;

/**
 * How a server takes writes.
 *
 * @param conditions whether If-None-Match and If-Match keep an object from being replaced
 * @param checksums whether uploads may carry their checksum
 */
public record WriteSupport(boolean conditions, boolean checksums) {}
