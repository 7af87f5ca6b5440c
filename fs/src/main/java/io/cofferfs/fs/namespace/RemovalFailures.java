package io.cofferfs.fs.namespace;

import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.volume.FilePath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Why names are there again whose removal was promised, until somebody is told whom that concerns.
 * Of very many the first ones are kept. Thread-safe.
 */
final class RemovalFailures {
  private static final int MAX = 1000;

  private final Map<FilePath, ObjectStoreException> byPath = new LinkedHashMap<>();

  synchronized void add(FilePath path, ObjectStoreException failure) {
    if (byPath.size() < MAX) {
      byPath.put(path, failure);
    }
  }

  /** The name has been removed after all. */
  synchronized void forget(FilePath path) {
    byPath.remove(path);
  }

  /** The first failure at this path or below it, of which nobody will be told again. */
  synchronized Optional<ObjectStoreException> take(FilePath within) {
    List<FilePath> concerned = new ArrayList<>();
    byPath.keySet().stream().filter(path -> path.isWithin(within)).forEach(concerned::add);
    Optional<ObjectStoreException> first = concerned.stream().findFirst().map(byPath::get);
    concerned.forEach(byPath::remove);
    return first;
  }
}
