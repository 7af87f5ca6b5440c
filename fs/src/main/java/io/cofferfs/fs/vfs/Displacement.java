package io.cofferfs.fs.vfs;

import io.cofferfs.fs.namespace.FileEntry;
import io.cofferfs.fs.namespace.Namespace;
import io.cofferfs.fs.volume.FileVersion;
import java.io.IOException;
import java.util.Optional;

/**
 * The moment in which an open file loses its name. Its object is set aside first, so that its
 * handles can go on; only once the name is really gone does the file give it up. Holds the file's
 * lock until closed.
 */
final class Displacement implements AutoCloseable {
  private final Namespace namespace;
  private final OpenFiles openFiles;
  private final OpenFile file;
  private final Optional<FileVersion> setAside;
  private boolean complete;

  private Displacement(
      Namespace namespace, OpenFiles openFiles, OpenFile file, Optional<FileVersion> setAside) {
    this.namespace = namespace;
    this.openFiles = openFiles;
    this.file = file;
    this.setAside = setAside;
  }

  static Displacement begin(Namespace namespace, OpenFiles openFiles, OpenFile file)
      throws IOException {
    file.lock().lock();
    try {
      // Closed while we waited for the lock: then nobody is left to read it, or to remove a copy.
      Optional<FileVersion> stored = file.isClosed() ? Optional.empty() : file.version();
      Optional<FileVersion> copy =
          stored.isPresent()
              ? setAside(namespace, new FileEntry(file.path(), stored.get()))
              : Optional.empty();
      return new Displacement(namespace, openFiles, file, copy);
    } catch (IOException | RuntimeException e) {
      file.lock().unlock();
      throw e;
    }
  }

  /** Empty if another mount has replaced or deleted the object: it is lost to its handles. */
  private static Optional<FileVersion> setAside(Namespace namespace, FileEntry file)
      throws IOException {
    try {
      return Optional.of(namespace.setAside(file));
    } catch (IOException e) {
      Errno errno = Errno.of(e);
      if (errno == Errno.ESTALE || errno == Errno.ENOENT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The name is gone, or another file's. */
  void complete() {
    complete = true;
    file.unlinked(setAside, openFiles.displaced(file));
  }

  @Override
  public void close() throws IOException {
    file.lock().unlock();
    if (!complete && setAside.isPresent()) {
      namespace.removeSetAside(setAside.get());
    }
  }
}
