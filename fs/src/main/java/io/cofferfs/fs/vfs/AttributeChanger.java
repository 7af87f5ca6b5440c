package io.cofferfs.fs.vfs;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.namespace.Entry;
import io.cofferfs.fs.namespace.FileEntry;
import io.cofferfs.fs.namespace.Namespace;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Changes attributes: with the next commit where a file waits for one anyway, else in the bucket at
 * once. The caller holds the lock of the name.
 */
final class AttributeChanger {
  private final Namespace namespace;
  private final OpenFiles openFiles;
  private final OpenFile.Layers layers;
  private final DirectoryTimes times;

  AttributeChanger(OpenFile.Layers layers, OpenFiles openFiles, DirectoryTimes times) {
    this.namespace = layers.namespace();
    this.openFiles = openFiles;
    this.layers = layers;
    this.times = times;
  }

  void change(FilePath path, AttributeEdit change) throws IOException {
    Optional<OpenFile> open = openFiles.find(path);
    if (open.isEmpty()) {
      changeStored(namespace.find(path), change);
      return;
    }
    ReentrantLock lock = open.get().lock();
    lock.lock();
    try {
      change(open.get(), change);
    } finally {
      lock.unlock();
    }
  }

  private void change(OpenFile file, AttributeEdit change) throws IOException {
    if (file.isClosed() || !file.isDirty()) {
      Entry entry = namespace.find(file.path());
      Entry changed = changeStored(entry, change);
      // What another mount has put there is changed as well, but is not what is open here.
      if (file.isAt(entry) && changed instanceof FileEntry stored) {
        file.moved(file.path(), stored.version());
      }
      return;
    }
    changeKept(file, change);
  }

  /** Changes a file that has no name any more, for as long as it is open. */
  void changeUnlinked(OpenFile file, AttributeEdit change) throws IOException {
    ReentrantLock lock = file.lock();
    lock.lock();
    try {
      changeKept(file, change);
    } finally {
      lock.unlock();
    }
  }

  private void changeKept(OpenFile file, AttributeEdit change) throws IOException {
    file.changeAttributes(change.applyAt(layers.now(), file.attributes()), change.setsMtime());
  }

  private Entry changeStored(Entry entry, AttributeEdit change) throws IOException {
    FileMetadata attributes = times.shown(entry);
    Timestamp now = layers.now();
    if (change.applyTo(attributes, now).equals(attributes)) {
      return entry;
    }
    return namespace.changeAttributes(entry, change.applyAt(now, attributes));
  }
}
