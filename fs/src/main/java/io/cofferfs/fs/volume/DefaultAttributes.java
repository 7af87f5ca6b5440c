package io.cofferfs.fs.volume;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.crypto.Xattrs;

/**
 * The attributes of objects that carry none, because another tool made them.
 *
 * @param filePermissions the low twelve mode bits of files
 * @param directoryPermissions those of directories
 */
public record DefaultAttributes(long uid, long gid, int filePermissions, int directoryPermissions) {

  public FileMetadata file(Timestamp time) {
    return attributes(FileType.REGULAR.mode(filePermissions), time);
  }

  public FileMetadata directory(Timestamp time) {
    return attributes(FileType.DIRECTORY.mode(directoryPermissions), time);
  }

  private FileMetadata attributes(int mode, Timestamp time) {
    return new FileMetadata(mode, uid, gid, time, time, /* rdev= */ 0, Xattrs.EMPTY);
  }
}
