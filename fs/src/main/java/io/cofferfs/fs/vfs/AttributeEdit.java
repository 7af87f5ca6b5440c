package io.cofferfs.fs.vfs;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.FileException;

/** A change of what is stored of a file besides its content. */
interface AttributeEdit {

  /** The attributes after it, but for ctime. */
  FileMetadata applyTo(FileMetadata attributes, Timestamp now) throws FileException;

  /** Whether the modification time is meant to be what it makes it. */
  default boolean setsMtime() {
    return false;
  }

  /** The attributes after it, changed now. */
  default FileMetadata applyAt(Timestamp now, FileMetadata attributes) throws FileException {
    return applyTo(attributes, now).withCtime(now);
  }
}
