package io.cofferfs.fs.s3;

import java.util.Optional;

/**
 * A part that the store has.
 *
 * @param crc32 its checksum, in base64, where the store has answered with one: S3 wants all of them
 *     again for an upload that was begun with checksums
 */
public record UploadedPart(int number, ETag etag, Optional<String> crc32) {

  /** A part of which the store has told no checksum. */
  public UploadedPart(int number, ETag etag) {
    this(number, etag, Optional.empty());
  }
}
