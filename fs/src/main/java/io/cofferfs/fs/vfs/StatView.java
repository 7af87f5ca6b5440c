package io.cofferfs.fs.vfs;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.crypto.Xattrs;
import io.cofferfs.fs.namespace.Entry;
import io.cofferfs.fs.namespace.FileEntry;
import io.cofferfs.fs.namespace.ListedEntry;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.FileType;

/** Stored attributes as {@code stat(2)} shows them under the settings of the mount. */
final class StatView {
  private static final Timestamp UNKNOWN = new Timestamp(0, 0);

  private final TreeSettings settings;

  StatView(TreeSettings settings) {
    this.settings = settings;
  }

  FileStat of(Entry entry) {
    long length = entry instanceof FileEntry file ? file.version().length() : 0;
    return of(entry.path(), entry.attributes(), length);
  }

  FileStat of(OpenFile file) {
    return of(file.path(), file.attributes(), file.length());
  }

  /** What is known without asking; where the type is not, the mode is 0. */
  FileStat of(ListedEntry listed) {
    if (listed.entry().isPresent()) {
      return of(listed.entry().get());
    }
    int mode = listed.kind() == ListedEntry.Kind.DIRECTORY ? FileType.DIRECTORY.bits() : 0;
    FileMetadata unknown = new FileMetadata(mode, 0, 0, UNKNOWN, UNKNOWN, 0, Xattrs.EMPTY);
    return of(listed.path(), unknown, 0);
  }

  FileStat of(FilePath path, FileMetadata attributes, long length) {
    int mode = attributes.mode() & ~settings.umask().orElse(0);
    return new FileStat(
        inode(path),
        mode,
        // Programs take a directory with one link as "number of subdirectories unknown".
        /* links= */ 1,
        settings.uid().orElse(attributes.uid()),
        settings.gid().orElse(attributes.gid()),
        attributes.rdev(),
        FileType.DIRECTORY.matches(mode) ? 0 : length,
        attributes.mtime(),
        attributes.ctime());
  }

  /** A number that is the same in every mount: a 64-bit FNV-1a hash of the path, mixed. */
  private static long inode(FilePath path) {
    if (path.isRoot()) {
      return 1;
    }
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < path.value().length(); i++) {
      hash = (hash ^ path.value().charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 32)) * 0x9e3779b97f4a7c15L;
    return hash >>> 1;
  }
}
