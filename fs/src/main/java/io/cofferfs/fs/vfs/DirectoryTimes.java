package io.cofferfs.fs.vfs;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.namespace.DirectoryEntry;
import io.cofferfs.fs.namespace.Entry;
import io.cofferfs.fs.volume.FilePath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * When this mount last made or removed a name in a directory: its modification time, which the
 * bucket learns when the mount ends, because a request for each new file would double their cost.
 * What was stored later than that counts more. Thread-safe.
 */
final class DirectoryTimes {
  // Each is one or two requests when the mount ends; those changed longest ago are given up.
  private static final int MAX_DIRECTORIES = 1 << 14;

  private final Map<FilePath, Timestamp> changed =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<FilePath, Timestamp> eldest) {
          return size() > MAX_DIRECTORIES;
        }
      };

  synchronized void changed(FilePath directory, Timestamp now) {
    changed.remove(directory);
    changed.put(directory, now);
  }

  /** What is stored of an entry, or for a directory was changed since. */
  synchronized FileMetadata shown(Entry entry) {
    FileMetadata stored = entry.attributes();
    Timestamp time = entry instanceof DirectoryEntry ? changed.get(entry.path()) : null;
    return time != null && time.compareTo(stored.ctime()) > 0
        ? stored.withMtime(time).withCtime(time)
        : stored;
  }

  synchronized void removed(FilePath directory) {
    changed.remove(directory);
  }

  /** A directory was renamed. */
  synchronized void moved(FilePath from, FilePath to) {
    List<FilePath> moving = changed.keySet().stream().filter(path -> path.isWithin(from)).toList();
    for (FilePath path : moving) {
      changed.put(path.moved(from, to), changed.remove(path));
    }
  }

  /** All of them, which are then no longer known here. */
  synchronized Map<FilePath, Timestamp> take() {
    Map<FilePath, Timestamp> taken = Map.copyOf(changed);
    changed.clear();
    return taken;
  }
}
