package io.cofferfs.fs.s3;

import java.util.Optional;

/**
 * An object to copy from.
 *
 * @param length bytes of its stored body, which decide between one request and several
 * @param ifMatch the version wanted; another one is {@code PRECONDITION_FAILED}
 * @param content the headers that the copy keeps
 */
public record CopySource(String key, long length, Optional<ETag> ifMatch, ContentHeaders content) {

  /** A source that was made here, so that there is nothing to keep. */
  public CopySource(String key, long length, Optional<ETag> ifMatch) {
    this(key, length, ifMatch, ContentHeaders.DEFAULT);
  }
}
