package io.cofferfs.fs.vfs;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.crypto.Xattrs;
import io.cofferfs.fs.namespace.Entry;
import io.cofferfs.fs.namespace.FileEntry;
import io.cofferfs.fs.namespace.ListedEntry;
import io.cofferfs.fs.namespace.UnseenFile;
import io.cofferfs.fs.volume.AccessTime;
import io.cofferfs.fs.volume.FileType;

/** Stored attributes as {@code stat(2)} shows them under the settings of the mount. */
final class StatView {
  private static final Timestamp UNKNOWN = new Timestamp(0, 0);

  private final TreeSettings settings;

  private final Inodes inodes;
  private final DirectoryTimes times;

  StatView(TreeSettings settings, Inodes inodes, DirectoryTimes times) {
    this.settings = settings;
    this.inodes = inodes;
    this.times = times;
  }

  FileStat of(Entry entry) {
    long length = entry instanceof FileEntry file ? file.version().length() : 0;
    return of(inodes.of(entry.path()), times.shown(entry), length);
  }

  FileStat of(UnseenFile file) {
    return of(inodes.of(file.path()), file.standIn(), file.length());
  }

  FileStat of(OpenFile file) {
    long inode = file.keptInode().orElseGet(() -> inodes.of(file.path()));
    return of(inode, file.attributes(), file.length());
  }

  /** What is known without asking; where the type is not, the mode is 0. */
  FileStat of(ListedEntry listed) {
    if (listed.entry().isPresent()) {
      return of(listed.entry().get());
    }
    int mode =
        switch (listed.kind()) {
          case DIRECTORY -> FileType.DIRECTORY.bits();
          case REGULAR -> FileType.REGULAR.bits();
          case OTHER -> 0;
        };
    FileMetadata unknown = new FileMetadata(mode, 0, 0, UNKNOWN, UNKNOWN, 0, Xattrs.EMPTY);
    return of(inodes.of(listed.path()), unknown, 0);
  }

  private FileStat of(long inode, FileMetadata attributes, long length) {
    int mode = attributes.mode() & ~settings.umask().orElse(0);
    return new FileStat(
        inode,
        mode,
        // Programs take a directory with one link as "number of subdirectories unknown".
        /* links= */ 1,
        settings.uid().orElse(attributes.uid()),
        settings.gid().orElse(attributes.gid()),
        attributes.rdev(),
        FileType.DIRECTORY.matches(mode) ? 0 : length,
        AccessTime.of(attributes),
        attributes.mtime(),
        attributes.ctime());
  }
}
