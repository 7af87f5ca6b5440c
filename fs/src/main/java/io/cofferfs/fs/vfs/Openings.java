package io.cofferfs.fs.vfs;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.namespace.Entry;
import io.cofferfs.fs.namespace.FileEntry;
import io.cofferfs.fs.volume.ContentSource;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.FileType;
import io.cofferfs.fs.volume.FileVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Opens files, which all their handles share, and closes the handles. */
final class Openings {
  private final OpenFile.Layers layers;
  private final OpenFiles openFiles;

  Openings(OpenFile.Layers layers, OpenFiles openFiles) {
    this.layers = layers;
    this.openFiles = openFiles;
  }

  /** Opens a file that is there; the caller has locked its path. */
  OpenHandle open(FilePath path, OpenMode mode) throws IOException {
    Optional<OpenFile> changing = openFiles.find(path).filter(OpenFile::isChanging);
    Optional<OpenHandle> joined =
        changing.isPresent() ? changing.get().join(mode) : Optional.empty();
    return joined.isPresent() ? joined.get() : openCommitted(path, mode);
  }

  private OpenHandle openCommitted(FilePath path, OpenMode mode) throws IOException {
    FileVersion version = regularFile(opened(path, mode));
    Optional<OpenFile> same =
        openFiles.find(path).filter(file -> file.version().equals(Optional.of(version)));
    Optional<OpenHandle> joined = same.isPresent() ? same.get().join(mode) : Optional.empty();
    if (joined.isPresent()) {
      return joined.get();
    }
    if (!(mode.truncate() && mode.write())) {
      requireTrulyEmpty(version);
    }
    OpenFile file = OpenFile.existing(layers, path, version);
    OpenHandle handle = file.firstHandle(mode);
    openFiles.put(path, file);
    return handle;
  }

  private Entry opened(FilePath path, OpenMode mode) throws IOException {
    return mode.read() && !mode.truncate()
        ? layers.namespace().findToRead(path)
        : layers.namespace().findToOpen(path);
  }

  /**
   * Nobody reads from a file that has no length, not even the kernel: so this is where a body that
   * was cut down to nothing has to show.
   */
  private void requireTrulyEmpty(FileVersion version) throws IOException {
    if (version.length() == 0 && version.objectLength() > 0) {
      try (ContentSource content = layers.contents().open(version)) {
        content.read(0, ByteBuffer.allocate(1));
      }
    }
  }

  private static FileVersion regularFile(Entry entry) throws IOException {
    if (!(entry instanceof FileEntry file)) {
      throw new FileException(Reason.IS_A_DIRECTORY, "a directory is not opened as a file");
    }
    Optional<FileType> type = FileType.of(file.version().attributes().mode());
    if (type.filter(some -> some != FileType.REGULAR).isPresent()) {
      throw new FileException(
          Reason.INVALID_ARGUMENT, "only regular files have content to open, not a " + type.get());
    }
    file.version().requireUnlocked();
    return file.version();
  }

  /** Closes a handle, after what was written through it is in the bucket. */
  void release(OpenHandle closing) throws IOException {
    OpenFile file = closing.file();
    ReentrantLock lock = file.lock();
    lock.lock();
    try {
      closing.commitRest();
    } catch (IOException e) {
      if (file.isDirtyAtItsEnd()) {
        layers.conflicts().lost(file, e);
      }
      throw e;
    } finally {
      try {
        close(closing);
      } finally {
        lock.unlock();
      }
    }
  }

  /** Closes a handle and gives up what was not committed. */
  void discard(OpenHandle closing) throws IOException {
    ReentrantLock lock = closing.file().lock();
    lock.lock();
    try {
      close(closing);
    } finally {
      lock.unlock();
    }
  }

  private void close(OpenHandle closing) throws IOException {
    OpenFile file = closing.file();
    if (file.release(closing)) {
      openFiles.remove(file.path(), file);
      removeSetAside(file);
    }
  }

  private void removeSetAside(OpenFile file) throws IOException {
    Optional<FileVersion> copy = file.setAside();
    if (copy.isPresent()) {
      layers.namespace().removeSetAside(copy.get());
    }
  }
}
