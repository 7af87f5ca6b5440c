package io.cofferfs.crypto;

/**
 * What the sealed metadata header holds of a file, besides the id of its body.
 *
 * @param mode permission and S_IFMT type bits, as in stat(2); not negative
 * @param uid owner, 0 to 2^32 − 1
 * @param gid group, 0 to 2^32 − 1
 * @param rdev device number of a device file, else 0; unsigned
 */
public record FileMetadata(
    int mode, long uid, long gid, Timestamp mtime, Timestamp ctime, long rdev, Xattrs xattrs) {
  private static final long MAX_ID = 0xFFFF_FFFFL;

  public FileMetadata {
    if (mode < 0) {
      throw new IllegalArgumentException("not a mode: " + mode);
    }
    if (uid < 0 || uid > MAX_ID || gid < 0 || gid > MAX_ID) {
      throw new IllegalArgumentException("not an owner and a group: " + uid + ", " + gid);
    }
  }
}
