package io.cofferfs.fs.namespace;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.util.Optional;

/**
 * Moves directories: everything is copied, and only then are the sources deleted. Where a copy
 * fails, those made so far are deleted and the sources stay as they were. A journal tells what
 * there is to do if this process dies.
 */
final class TreeMover {
  private final Layers layers;
  private final KnownTree known;
  private final Directories directories;
  private final Copies copies;
  private final Moves moves;

  TreeMover(Layers layers, Directories directories, Copies copies, Moves moves) {
    this.layers = layers;
    this.known = layers.known();
    this.directories = directories;
    this.copies = copies;
    this.moves = moves;
  }

  void move(DirectoryEntry directory, FilePath to, MoveListener listener) throws IOException {
    FilePath from = directory.path();
    requireMovable(from, to);
    directories.requireEmpty(to);
    Route route = Route.of(layers, from, to);
    route.requireRoom(layers);
    boolean all;
    try (Moves.Move move = moves.begin(route.keys())) {
      TreeCopy copy = new TreeCopy(layers, copies, route, move, listener);
      copyAll(directory, copy, new Destination(to, move));
      copy.tellListener();
      all = move.deleteSources();
    } catch (IOException e) {
      known.forgetWithin(from);
      known.forgetWithin(to);
      throw e;
    }
    known.moved(from, new DirectoryEntry(to, directory.attributes(), /* marked= */ true));
    if (!all) {
      // Others have written there meanwhile: that stays.
      known.forgetWithin(from);
    }
  }

  /** Refuses a place where a directory does not fit, as {@link #move} does. */
  void requireRoom(DirectoryEntry directory, FilePath to) throws IOException {
    Route.of(layers, directory.path(), to).requireRoom(layers);
  }

  private static void requireMovable(FilePath from, FilePath to) throws FileException {
    if (from.isRoot() || to.isRoot() || to.isReserved()) {
      throw new FileException(Reason.NOT_PERMITTED, "not a directory that moves");
    }
    if (to.isWithin(from)) {
      throw new FileException(Reason.INVALID_ARGUMENT, "a directory cannot move into itself");
    }
  }

  private record Destination(FilePath path, Moves.Move move) {}

  private void copyAll(DirectoryEntry directory, TreeCopy copy, Destination to) throws IOException {
    try {
      copy.copyAll();
      if (!copy.hasMarker()) {
        // Else the marker of an empty directory that is being replaced would lend its attributes.
        directories.mark(to.path(), directory.attributes(), Optional.of(to.move().mark()));
      }
      to.move().copied(copy.copied());
    } catch (IOException | RuntimeException e) {
      to.move().undo(e);
      throw e;
    }
  }
}
