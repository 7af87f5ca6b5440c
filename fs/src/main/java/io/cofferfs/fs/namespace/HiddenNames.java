package io.cofferfs.fs.namespace;

import io.cofferfs.fs.volume.FilePath;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names that this mount has removed as far as its programs know, while the bucket still has them:
 * whatever a listing says, there is nothing of these names. Thread-safe.
 */
final class HiddenNames {
  private final Set<FilePath> paths = ConcurrentHashMap.newKeySet();

  void add(FilePath path) {
    paths.add(path);
  }

  void remove(FilePath path) {
    paths.remove(path);
  }

  boolean contains(FilePath path) {
    return paths.contains(path);
  }

  boolean isEmpty() {
    return paths.isEmpty();
  }

  int count() {
    return paths.size();
  }
}
