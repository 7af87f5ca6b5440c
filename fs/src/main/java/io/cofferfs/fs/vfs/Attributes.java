package io.cofferfs.fs.vfs;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.namespace.Namespace;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The attributes of the files of a tree, extended ones included: what they are, and their changes.
 */
final class Attributes {
  private final Namespace namespace;
  private final OpenFiles openFiles;
  private final PathLocks locks;
  private final AttributeChanger changer;
  private final ExtendedAttributes extended;
  private final OwnAttributes own;

  Attributes(OpenFile.Layers layers, OpenFiles openFiles, PathLocks locks, DirectoryTimes times) {
    this.namespace = layers.namespace();
    this.openFiles = openFiles;
    this.locks = locks;
    this.changer = new AttributeChanger(layers, openFiles, times);
    this.extended = new ExtendedAttributes(namespace);
    this.own = new OwnAttributes(namespace, layers.contents());
  }

  void change(FilePath path, AttributeEdit edit) throws IOException {
    try (PathLocks.Held held = locks.name(path)) {
      changer.change(path, edit);
    }
  }

  /** Changes an open file, whether or not it has a name yet. */
  void change(OpenFile file, AttributeEdit edit) throws IOException {
    if (file.isUnlinked()) {
      changer.changeUnlinked(file, edit);
    } else {
      change(file.path(), edit);
    }
  }

  FileMetadata of(FilePath path) throws IOException {
    Optional<OpenFile> changing = openFiles.find(path).filter(OpenFile::isChanging);
    return changing.isPresent() ? changing.get().attributes() : namespace.find(path).attributes();
  }

  byte[] xattr(FilePath path, String name) throws IOException {
    if (!name.startsWith(ExtendedAttributes.OWN)) {
      return ExtendedAttributes.get(of(path), name);
    }
    return own.find(namespace.find(path), name)
        .orElseThrow(ExtendedAttributes::missing)
        .getBytes(StandardCharsets.UTF_8);
  }

  AttributeEdit setting(String name, byte[] value, XattrMode mode) throws FileException {
    return extended.set(name, value, mode);
  }
}
