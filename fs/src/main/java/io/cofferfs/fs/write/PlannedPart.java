package io.cofferfs.fs.write;

import io.cofferfs.fs.s3.ByteRange;

/** A part of a body that is changed in place. */
sealed interface PlannedPart {

  /** Copied by the store: this range of the base's body. */
  record Copied(ByteRange range) implements PlannedPart {}

  /**
   * Sealed here and uploaded.
   *
   * @param chunk the first one
   * @param offset of its content
   * @param contentBytes whole chunks, unless it is the last part
   */
  record Uploaded(long chunk, long offset, int contentBytes, boolean last) implements PlannedPart {}
}
