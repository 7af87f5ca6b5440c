package io.cofferfs.fs.vfs;

import io.cofferfs.fs.volume.FilePath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers of files: worked out from their paths, the same in every mount, until this mount
 * renames a file, which keeps its number then, with all that is below it. Of the most recent
 * renames, that is; a number costs no request and is not stored. Thread-safe.
 */
final class Inodes {
  private static final long ROOT = 1;
  private static final int MAX_GIVEN = 1 << 16;

  private final Map<FilePath, Long> given =
      new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<FilePath, Long> eldest) {
          return size() > MAX_GIVEN;
        }
      };

  private long used;

  synchronized long of(FilePath path) {
    if (path.isRoot()) {
      return ROOT;
    }
    Long number = given.get(path);
    return number != null ? number : below(of(path.parent()), path.name());
  }

  /** A file or directory has another path now; the next one under its old path is another. */
  synchronized void moved(FilePath from, FilePath to) {
    long number = of(from);
    List<FilePath> below = given.keySet().stream().filter(path -> path.isWithin(from)).toList();
    given.keySet().removeIf(path -> path.isWithin(to));
    for (FilePath path : below) {
      Long kept = given.remove(path);
      if (kept != null && !path.equals(from)) {
        given.put(path.moved(from, to), kept);
      }
    }
    given.put(to, number);
    vacate(from);
  }

  /** The number that a file keeps though its path is no longer its own. */
  synchronized long displaced(FilePath path) {
    long number = of(path);
    vacate(path);
    return number;
  }

  private void vacate(FilePath path) {
    given.put(path, mixed(below(of(path.parent()), path.name()) + ++used));
  }

  /** A 64-bit FNV-1a hash of the name, beginning with the directory's number, mixed. */
  private static long below(long directory, String name) {
    long hash = 0xcbf29ce484222325L ^ directory;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    return mixed(hash);
  }

  private static long mixed(long hash) {
    return ((hash ^ (hash >>> 32)) * 0x9e3779b97f4a7c15L) >>> 1;
  }
}
