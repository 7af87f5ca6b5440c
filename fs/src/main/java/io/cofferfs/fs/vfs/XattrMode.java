package io.cofferfs.fs.vfs;

/** What {@code setxattr(2)} is to do, by whether the attribute is there. */
public enum XattrMode {
  SET,
  /** Fails if it is. */
  CREATE,
  /** Fails if it is not. */
  REPLACE
}
