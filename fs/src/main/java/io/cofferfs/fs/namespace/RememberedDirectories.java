package io.cofferfs.fs.namespace;

import io.cofferfs.fs.volume.FilePath;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Directories that the bucket may know nothing of any more, because this mount has removed the last
 * object that implied them: they are there until somebody removes them. Thread-safe.
 */
final class RememberedDirectories {
  private final Map<FilePath, Set<String>> namesByParent = new HashMap<>();

  /** Remembers the directory and those above it. */
  synchronized void keep(FilePath directory) {
    for (FilePath path = directory; !path.isRoot(); path = path.parent()) {
      if (!namesByParent.computeIfAbsent(path.parent(), key -> new HashSet<>()).add(path.name())) {
        return;
      }
    }
  }

  synchronized void forget(FilePath directory) {
    namesByParent.computeIfPresent(
        directory.parent(),
        (parent, names) -> {
          names.remove(directory.name());
          return names.isEmpty() ? null : names;
        });
  }

  synchronized boolean contains(FilePath path) {
    return names(path.parent()).contains(path.name());
  }

  /** The names of those directly in this one. */
  synchronized Set<String> in(FilePath directory) {
    return Set.copyOf(names(directory));
  }

  private Collection<String> names(FilePath directory) {
    return namesByParent.getOrDefault(directory, Set.of());
  }

  /** Moves what is below {@code from} along with it. */
  synchronized void move(FilePath from, FilePath to) {
    List<FilePath> parents =
        namesByParent.keySet().stream().filter(path -> path.isWithin(from)).toList();
    for (FilePath parent : parents) {
      Set<String> names = Set.copyOf(names(parent));
      namesByParent.remove(parent);
      namesByParent.computeIfAbsent(parent.moved(from, to), key -> new HashSet<>()).addAll(names);
    }
  }
}
