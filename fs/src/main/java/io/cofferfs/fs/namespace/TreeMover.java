package io.cofferfs.fs.namespace;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;

/**
 * Moves directories: everything is copied, and only then are the sources deleted. Where a copy
 * fails, those made so far are deleted and the sources stay as they were.
 */
final class TreeMover {
  private final Layers layers;
  private final KnownTree known;
  private final Directories directories;
  private final Copies copies;

  TreeMover(Layers layers, Directories directories, Copies copies) {
    this.layers = layers;
    this.known = layers.known();
    this.directories = directories;
    this.copies = copies;
  }

  void move(DirectoryEntry directory, FilePath to, MoveListener listener) throws IOException {
    FilePath from = directory.path();
    requireMovable(from, to);
    directories.requireEmpty(to);
    TreeCopy copy = new TreeCopy(layers, copies, listener, from, to);
    copy.requireRoom();
    try {
      copyAll(directory, copy, to);
      copy.tellListener();
      copy.deleteSources();
    } catch (IOException e) {
      known.forgetWithin(from);
      known.forgetWithin(to);
      throw e;
    }
    known.moved(from, new DirectoryEntry(to, directory.attributes(), /* marked= */ true));
  }

  /** Refuses a place where a directory does not fit, as {@link #move} does. */
  void requireRoom(DirectoryEntry directory, FilePath to) throws IOException {
    new TreeCopy(layers, copies, (from, moved) -> {}, directory.path(), to).requireRoom();
  }

  private static void requireMovable(FilePath from, FilePath to) throws FileException {
    if (from.isRoot() || to.isRoot() || to.isReserved()) {
      throw new FileException(Reason.NOT_PERMITTED, "not a directory that moves");
    }
    if (to.isWithin(from)) {
      throw new FileException(Reason.INVALID_ARGUMENT, "a directory cannot move into itself");
    }
  }

  private void copyAll(DirectoryEntry directory, TreeCopy copy, FilePath to) throws IOException {
    try {
      copy.copyAll();
      if (!copy.hasMarker()) {
        // Else the marker of an empty directory that is being replaced would lend its attributes.
        copy.madeMarker();
        directories.mark(to, directory.attributes());
      }
    } catch (IOException | RuntimeException e) {
      copy.undo(e);
      throw e;
    }
  }
}
