package io.cofferfs.fs.volume;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What was worked out lately, up to a number of answers. Thread-safe. */
final class Remembered<K, V> {
  private final Map<K, V> latest;

  Remembered(int max) {
    this.latest =
        new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > max;
          }
        };
  }

  synchronized Optional<V> get(K key) {
    return Optional.ofNullable(latest.get(key));
  }

  synchronized void put(K key, V value) {
    latest.put(key, value);
  }
}
