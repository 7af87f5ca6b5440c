package io.cofferfs.fs.vfs;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.namespace.DirectoryEntry;
import io.cofferfs.fs.namespace.Entry;
import io.cofferfs.fs.namespace.FileEntry;
import io.cofferfs.fs.namespace.MoveListener;
import io.cofferfs.fs.namespace.Namespace;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Renames files and directories, open ones included. The caller holds the lock of the whole tree,
 * so no other name changes meanwhile; the open files that move are locked here, so that none is
 * committed under its old name.
 */
final class Renamer {
  private final Namespace namespace;
  private final OpenFiles openFiles;
  private final Names names;
  private final Inodes inodes;

  Renamer(Namespace namespace, OpenFiles openFiles, Names names, Inodes inodes) {
    this.namespace = namespace;
    this.openFiles = openFiles;
    this.names = names;
    this.inodes = inodes;
  }

  void rename(FilePath from, FilePath to) throws IOException {
    namespace.beginName(from);
    namespace.beginName(to);
    boolean isFile = openFiles.find(from).isPresent() || namespace.find(from) instanceof FileEntry;
    if (from.equals(to)) {
      return;
    }
    if (to.isWithin(from)) {
      throw new FileException(Reason.INVALID_ARGUMENT, "a directory cannot move into itself");
    }
    names.requireDirectory(to.parent());
    if (isFile) {
      replaceBy(from, to);
    } else if (namespace.find(from) instanceof DirectoryEntry directory) {
      renameDirectory(directory, to);
    }
    inodes.moved(from, to);
  }

  private void replaceBy(FilePath from, FilePath to) throws IOException {
    Optional<OpenFile> replaced = openFiles.find(to);
    if (replaced.isEmpty()) {
      renameFile(from, to);
      return;
    }
    try (Displacement displacement = Displacement.begin(namespace, openFiles, replaced.get())) {
      renameFile(from, to);
      displacement.complete();
    }
  }

  private void renameFile(FilePath from, FilePath to) throws IOException {
    Optional<Entry> target = names.find(to);
    if (target.isPresent() && target.get() instanceof DirectoryEntry) {
      throw new FileException(Reason.IS_A_DIRECTORY, "a file cannot replace a directory");
    }
    Optional<FileEntry> replaced = target.map(FileEntry.class::cast);
    Optional<OpenFile> found = openFiles.find(from);
    try (OpenFileLocks held = OpenFileLocks.of(found.stream().toList())) {
      Optional<OpenFile> open = found.filter(file -> !file.isClosed());
      if (open.isPresent() && open.get().isUncommitted() && replaced.isEmpty()) {
        // Nothing is in the bucket yet: the commit to come goes to the new name. Where an object
        // stands in its place, that would come back if the commit never came.
        namespace.requireRoom(to);
        rekey(open.get(), to);
        open.get().renamed(to);
        namespace.forget(from);
      } else {
        moveStored(open, from, to, replaced);
      }
    }
  }

  private void moveStored(
      Optional<OpenFile> open, FilePath from, FilePath to, Optional<FileEntry> replaced)
      throws IOException {
    if (open.isPresent()) {
      open.get().commit();
    }
    if (!(namespace.find(from) instanceof FileEntry entry)) {
      throw new FileException(Reason.NOT_FOUND, "the file has become a directory");
    }
    boolean isOpen = open.isPresent() && open.get().isAt(entry);
    FileEntry moved = namespace.moveFile(entry, to, replaced);
    if (isOpen) {
      follow(open.get(), moved);
    } else if (open.isPresent()) {
      openFiles.remove(from, open.get());
    }
  }

  private void renameDirectory(DirectoryEntry directory, FilePath to) throws IOException {
    FilePath from = directory.path();
    List<OpenFile> moving = openFiles.within(from);
    for (OpenFile file : moving) {
      namespace.requireRoom(file.path().moved(from, to));
    }
    removeEmptyTarget(directory, to);
    try (OpenFileLocks held = OpenFileLocks.of(moving)) {
      for (OpenFile file : moving) {
        if (!file.isUncommitted() && !file.isClosed()) {
          file.commit();
        }
      }
      namespace.moveDirectory(directory, to, new Follower());
      for (OpenFile file : moving) {
        if (file.isUncommitted() && !file.isClosed()) {
          FilePath moved = file.path().moved(from, to);
          rekey(file, moved);
          file.renamed(moved);
        }
      }
    }
  }

  private void removeEmptyTarget(DirectoryEntry moving, FilePath to) throws IOException {
    Optional<Entry> target = names.find(to);
    if (openFiles.find(to).isPresent() || target.filter(FileEntry.class::isInstance).isPresent()) {
      throw new FileException(Reason.NOT_A_DIRECTORY, "a directory cannot replace a file");
    }
    if (target.isPresent()) {
      requireEmptyOfOpenFiles(to);
      namespace.requireRoom(moving, to);
      namespace.removeDirectory(to);
    }
  }

  /** Refuses a directory in which files are being made that the bucket does not know yet. */
  void requireEmptyOfOpenFiles(FilePath directory) throws FileException {
    for (OpenFile file : openFiles.within(directory)) {
      if (file.isUncommitted()) {
        throw new FileException(Reason.DIRECTORY_NOT_EMPTY, "a file is being made in it");
      }
    }
  }

  private void follow(OpenFile file, FileEntry moved) {
    rekey(file, moved.path());
    file.moved(moved.path(), moved.version());
  }

  private void rekey(OpenFile file, FilePath to) {
    if (openFiles.remove(file.path(), file)) {
      openFiles.put(to, file);
    }
  }

  /** Lets the open files of a moved directory go along. */
  private final class Follower implements MoveListener {
    @Override
    public void moved(FileEntry from, FileEntry to) {
      openFiles
          .find(from.path())
          .ifPresent(
              file -> {
                if (file.isAt(from)) {
                  follow(file, to);
                } else {
                  openFiles.remove(from.path(), file);
                }
              });
    }

    @Override
    public boolean follows(FilePath from) {
      return openFiles.find(from).isPresent();
    }
  }
}
