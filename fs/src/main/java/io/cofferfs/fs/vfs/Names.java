package io.cofferfs.fs.vfs;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.namespace.DirectoryEntry;
import io.cofferfs.fs.namespace.Entry;
import io.cofferfs.fs.namespace.Namespace;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.util.Optional;

/** What names stand for, in the bucket or only in open files so far. */
final class Names {
  private final Namespace namespace;
  private final OpenFiles openFiles;

  Names(Namespace namespace, OpenFiles openFiles) {
    this.namespace = namespace;
    this.openFiles = openFiles;
  }

  /** What the bucket has under this name. */
  Optional<Entry> find(FilePath path) throws IOException {
    try {
      return Optional.of(namespace.find(path));
    } catch (FileException e) {
      if (e.reason() == Reason.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  boolean isTaken(FilePath path) throws IOException {
    // A file that is open and unchanged may have been deleted by another mount: the bucket knows.
    return openFiles.find(path).filter(OpenFile::isChanging).isPresent() || find(path).isPresent();
  }

  void requireFree(FilePath path) throws IOException {
    if (isTaken(path)) {
      throw new FileException(Reason.ALREADY_EXISTS, "the name is taken");
    }
  }

  DirectoryEntry requireDirectory(FilePath path) throws IOException {
    if (namespace.find(path) instanceof DirectoryEntry directory) {
      return directory;
    }
    throw new FileException(Reason.NOT_A_DIRECTORY, "the parent is not a directory");
  }
}
