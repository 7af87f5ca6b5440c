package io.cofferfs.fs.vfs;

import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The open files that have a name, by path. One path has one file, whatever its handles. */
final class OpenFiles {
  private final Map<FilePath, OpenFile> byPath = new ConcurrentHashMap<>();
  private final Inodes inodes;

  OpenFiles(Inodes inodes) {
    this.inodes = inodes;
  }

  Optional<OpenFile> find(FilePath path) {
    return Optional.ofNullable(byPath.get(path));
  }

  void put(FilePath path, OpenFile file) {
    byPath.put(path, file);
  }

  /** Forgets the file unless the path has another one by now; whether it was this one. */
  boolean remove(FilePath path, OpenFile file) {
    return byPath.remove(path, file);
  }

  /** Forgets a file that has lost its name; the number that it keeps. */
  long displaced(OpenFile file) {
    byPath.remove(file.path(), file);
    return inodes.displaced(file.path());
  }

  int count() {
    return byPath.size();
  }

  int changingCount() {
    return (int) byPath.values().stream().filter(OpenFile::isChanging).count();
  }

  /** The files that have something to commit; for people to look at. */
  List<PendingFile> pending() {
    return byPath.entrySet().stream()
        .filter(e -> e.getValue().isDirty())
        .map(e -> new PendingFile(e.getKey().value(), e.getValue().length()))
        .toList();
  }

  /** The files that are not in the bucket yet and lie directly in this directory. */
  List<OpenFile> uncommittedIn(FilePath directory) {
    return byPath.entrySet().stream()
        .filter(e -> e.getValue().isUncommitted() && !e.getKey().isRoot())
        .filter(e -> e.getKey().parent().equals(directory))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** The files somewhere below this directory. */
  List<OpenFile> within(FilePath directory) {
    return byPath.entrySet().stream()
        .filter(e -> e.getKey().isWithin(directory))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Commits all of them. The first failure is thrown when all have been tried. */
  void commitAll() throws IOException {
    IOException failure = null;
    for (OpenFile file : byPath.values()) {
      try {
        file.commitLocked();
      } catch (IOException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
