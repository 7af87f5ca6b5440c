package io.cofferfs.fs.vfs;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.volume.FileType;

/** One change that {@code chmod}, {@code chown} or {@code utimensat} makes to attributes. */
sealed interface AttributeChange {

  /** The attributes after it, but for ctime. */
  FileMetadata applyTo(FileMetadata attributes);

  /** New permissions. */
  record Mode(int permissions) implements AttributeChange {
    @Override
    public FileMetadata applyTo(FileMetadata a) {
      int mode = (a.mode() & ~FileType.permissions(a.mode())) | FileType.permissions(permissions);
      return new FileMetadata(mode, a.uid(), a.gid(), a.mtime(), a.ctime(), a.rdev(), a.xattrs());
    }
  }

  /** New owners; a negative id stays as it is. */
  record Owners(long uid, long gid) implements AttributeChange {
    @Override
    public FileMetadata applyTo(FileMetadata a) {
      return new FileMetadata(
          a.mode(),
          uid < 0 ? a.uid() : uid,
          gid < 0 ? a.gid() : gid,
          a.mtime(),
          a.ctime(),
          a.rdev(),
          a.xattrs());
    }
  }

  /** A new modification time. */
  record Mtime(Timestamp time) implements AttributeChange {
    @Override
    public FileMetadata applyTo(FileMetadata a) {
      return new FileMetadata(a.mode(), a.uid(), a.gid(), time, a.ctime(), a.rdev(), a.xattrs());
    }
  }

  /** The attributes after it, changed at this time. */
  default FileMetadata applyAt(Timestamp now, FileMetadata attributes) {
    FileMetadata a = applyTo(attributes);
    return new FileMetadata(a.mode(), a.uid(), a.gid(), a.mtime(), now, a.rdev(), a.xattrs());
  }
}
