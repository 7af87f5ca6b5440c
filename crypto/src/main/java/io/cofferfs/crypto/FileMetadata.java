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

  public FileMetadata withMode(int newMode) {
    return new FileMetadata(newMode, uid, gid, mtime, ctime, rdev, xattrs);
  }

  public FileMetadata withOwner(long newUid, long newGid) {
    return new FileMetadata(mode, newUid, newGid, mtime, ctime, rdev, xattrs);
  }

  public FileMetadata withMtime(Timestamp time) {
    return new FileMetadata(mode, uid, gid, time, ctime, rdev, xattrs);
  }

  public FileMetadata withCtime(Timestamp time) {
    return new FileMetadata(mode, uid, gid, mtime, time, rdev, xattrs);
  }

  public FileMetadata withXattrs(Xattrs attributes) {
    return new FileMetadata(mode, uid, gid, mtime, ctime, rdev, attributes);
  }
}
