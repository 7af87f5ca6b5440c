package io.cofferfs.fs.vfs;

import io.cofferfs.crypto.Timestamp;

/**
 * The attributes of a file.
 *
 * @param inode stable while mounted
 * @param mode type and permission bits as in {@code stat(2)}
 * @param length in bytes
 */
public record FileStat(
    long inode,
    int mode,
    int links,
    long uid,
    long gid,
    long rdev,
    long length,
    Timestamp atime,
    Timestamp mtime,
    Timestamp ctime) {

  /** The same of a file that has lost its last name. */
  public FileStat withoutLinks() {
    return new FileStat(inode, mode, /* links= */ 0, uid, gid, rdev, length, atime, mtime, ctime);
  }
}
