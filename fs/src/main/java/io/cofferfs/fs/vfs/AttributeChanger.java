package io.cofferfs.fs.vfs;

import io.cofferfs.crypto.FileMetadata;
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

  AttributeChanger(Namespace namespace, OpenFiles openFiles, OpenFile.Layers layers) {
    this.namespace = namespace;
    this.openFiles = openFiles;
    this.layers = layers;
  }

  void change(FilePath path, AttributeChange change) throws IOException {
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

  private void change(OpenFile file, AttributeChange change) throws IOException {
    if (file.isClosed() || !file.isDirty()) {
      Entry entry = namespace.find(file.path());
      Entry changed = changeStored(entry, change);
      // What another mount has put there is changed as well, but is not what is open here.
      if (file.isAt(entry) && changed instanceof FileEntry stored) {
        file.moved(file.path(), stored.version());
      }
      return;
    }
    FileMetadata changed = change.applyAt(layers.now(), file.attributes());
    file.changeAttributes(changed, /* explicitMtime= */ change instanceof AttributeChange.Mtime);
  }

  private Entry changeStored(Entry entry, AttributeChange change) throws IOException {
    FileMetadata attributes = entry.attributes();
    if (change.applyTo(attributes).equals(attributes)) {
      return entry;
    }
    return namespace.changeAttributes(entry, change.applyAt(layers.now(), attributes));
  }
}
