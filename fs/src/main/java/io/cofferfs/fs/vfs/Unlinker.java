package io.cofferfs.fs.vfs;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.namespace.FileEntry;
import io.cofferfs.fs.namespace.Namespace;
import io.cofferfs.fs.namespace.UnseenFile;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.util.Optional;

/**
 * Takes names away from files; what is open stays readable and writable through its handles. The
 * caller holds the lock of the name.
 */
final class Unlinker {
  private final Namespace namespace;
  private final OpenFiles openFiles;

  Unlinker(Namespace namespace, OpenFiles openFiles) {
    this.namespace = namespace;
    this.openFiles = openFiles;
  }

  void unlink(FilePath path) throws IOException {
    Optional<OpenFile> open = openFiles.find(path);
    if (open.isEmpty()) {
      unlinkClosed(path);
      return;
    }
    try (Displacement displacement = Displacement.begin(namespace, openFiles, open.get())) {
      if (!open.get().isUncommitted()) {
        namespace.remove(file(path));
      } else if (open.get().isCommitInDoubt()) {
        removeIfMade(path);
      } else {
        namespace.forget(path);
      }
      displacement.complete();
    }
  }

  private void unlinkClosed(FilePath path) throws IOException {
    Optional<UnseenFile> unseen = findUnseen(path);
    if (unseen.isPresent()) {
      namespace.removeSoon(unseen.get());
    } else {
      namespace.removeSoon(file(path));
    }
  }

  /** The file, without asking for it, if it is one of many that are being removed. */
  Optional<UnseenFile> findUnseen(FilePath path) throws IOException {
    return openFiles.find(path).isEmpty() ? namespace.findUnseen(path) : Optional.empty();
  }

  private void removeIfMade(FilePath path) throws IOException {
    namespace.forget(path);
    try {
      if (namespace.findFresh(path) instanceof FileEntry made) {
        namespace.remove(made);
      }
    } catch (FileException e) {
      if (e.reason() != Reason.NOT_FOUND) {
        throw e;
      }
    }
  }

  private FileEntry file(FilePath path) throws IOException {
    if (namespace.find(path) instanceof FileEntry file) {
      return file;
    }
    throw new FileException(Reason.IS_A_DIRECTORY, "unlink of a directory");
  }
}
