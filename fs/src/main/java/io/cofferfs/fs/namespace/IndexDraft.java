package io.cofferfs.fs.namespace;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What this mount had to ask for of the files of one directory. Guarded by whose it is. */
final class IndexDraft {
  private final Map<String, IndexedFile> files = new HashMap<>();
  private long changedAt;

  /**
   * Takes a file, instead of an older version of it.
   *
   * @param now in milliseconds
   */
  void add(IndexedFile file, long now) {
    files.put(file.part(), file);
    changedAt = now;
  }

  int size() {
    return files.size();
  }

  Collection<IndexedFile> files() {
    return files.values();
  }

  /** When something was added last. */
  long changedAt() {
    return changedAt;
  }
}
