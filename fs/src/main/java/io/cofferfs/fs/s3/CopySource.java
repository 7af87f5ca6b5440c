package io.cofferfs.fs.s3;

import java.util.Optional;

/**
 * An object to copy from.
 *
 * @param length bytes of its stored body, which decide between one request and several
 * @param ifMatch the version wanted; another one is {@code PRECONDITION_FAILED}
 */
public record CopySource(String key, long length, Optional<ETag> ifMatch) {}
