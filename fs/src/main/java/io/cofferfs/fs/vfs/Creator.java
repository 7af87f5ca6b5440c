package io.cofferfs.fs.vfs;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.crypto.Xattrs;
import io.cofferfs.fs.namespace.DirectoryEntry;
import io.cofferfs.fs.namespace.Namespace;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.FileType;
import java.io.IOException;

/** Makes what has no name yet. The caller holds the lock of the name. */
final class Creator {
  private static final int SET_GROUP_ID = 02000;

  private final Namespace namespace;
  private final OpenFiles openFiles;
  private final OpenFile.Layers layers;
  private final Names names;
  private final DirectoryTimes times;

  Creator(OpenFile.Layers layers, OpenFiles openFiles, Names names, DirectoryTimes times) {
    this.namespace = layers.namespace();
    this.layers = layers;
    this.openFiles = openFiles;
    this.names = names;
    this.times = times;
  }

  /** Makes a regular file, in the bucket with its first commit, and opens it. */
  OpenHandle file(FilePath path, int permissions, OpenMode mode, Owner owner) throws IOException {
    FileMetadata attributes = attributes(path, FileType.REGULAR.mode(permissions), owner, 0);
    namespace.requireRoom(path);
    OpenFile file = OpenFile.created(layers, path, attributes);
    OpenHandle handle = file.firstHandle(mode);
    openFiles.put(path, file);
    made(path);
    return handle;
  }

  void directory(FilePath path, int permissions, Owner owner) throws IOException {
    FileMetadata attributes = attributes(path, FileType.DIRECTORY.mode(permissions), owner, 0);
    names.requireFree(path);
    namespace.createDirectory(path, attributes);
    made(path);
  }

  void symbolicLink(FilePath path, String target, Owner owner) throws IOException {
    FileMetadata attributes = attributes(path, FileType.SYMBOLIC_LINK.mode(0777), owner, 0);
    names.requireFree(path);
    namespace.createSymbolicLink(path, target, attributes);
    made(path);
  }

  /** A FIFO, socket or device. */
  void node(FilePath path, int mode, long device, Owner owner) throws IOException {
    FileMetadata attributes = attributes(path, mode, owner, device);
    names.requireFree(path);
    namespace.createNode(path, attributes);
    made(path);
  }

  private void made(FilePath path) {
    times.changed(path.parent(), layers.now());
  }

  /**
   * Of a directory that sets the group, what is made in it has the group, and directories do so
   * too.
   */
  private FileMetadata attributes(FilePath path, int mode, Owner owner, long device)
      throws IOException {
    DirectoryEntry parent = names.requireDirectory(path.parent());
    boolean inherits = (parent.attributes().mode() & SET_GROUP_ID) != 0;
    boolean alsoSets = inherits && FileType.DIRECTORY.matches(mode);
    Timestamp now = layers.now();
    return new FileMetadata(
        alsoSets ? mode | SET_GROUP_ID : mode,
        owner.uid(),
        inherits ? parent.attributes().gid() : owner.gid(),
        now,
        now,
        device,
        Xattrs.EMPTY);
  }
}
