package io.cofferfs.fs.vfs;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;

/** The attributes of an open file, which may be newer than those in the bucket. */
final class AttributesInHand {
  private FileMetadata current;
  private boolean dirty;
  private boolean mtimeExplicit;

  AttributesInHand(FileMetadata current) {
    this.current = current;
  }

  FileMetadata current() {
    return current;
  }

  /** Whether the bucket has not seen them. */
  boolean isDirty() {
    return dirty;
  }

  /** Whether a program has set mtime, so that a commit must keep to it. */
  boolean isMtimeExplicit() {
    return mtimeExplicit;
  }

  /** The content has changed. */
  void touched(Timestamp now) {
    current = current.withMtime(now).withCtime(now);
    dirty = true;
    mtimeExplicit = false;
  }

  void change(FileMetadata changed, boolean explicitMtime) {
    current = changed;
    dirty = true;
    mtimeExplicit |= explicitMtime;
  }

  /** The bucket has these. */
  void settle(FileMetadata stored) {
    current = stored;
    dirty = false;
    mtimeExplicit = false;
  }
}
