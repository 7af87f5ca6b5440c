package io.cofferfs.fs.s3;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which SSE-C key is likely to fit an object: the one that last fitted in its directory or, where
 * none has, in the nearest one above; then those of its prefix, then the others. Thread-safe.
 */
final class FittingKeys {
  /** Each try is a request, and one that no key fits costs all of them. */
  static final int MAX_TRIES = 16;

  private static final int REMEMBERED_DIRECTORIES = 10_000;

  private final CustomerKeyring keyring;
  private final Map<String, CustomerKey> fitted = new Memory();

  FittingKeys(CustomerKeyring keyring) {
    this.keyring = keyring;
  }

  /** The keys to try, the likeliest first. */
  List<CustomerKey> candidates(String objectKey) {
    List<CustomerKey> keys = new ArrayList<>(keyring.inOrder(objectKey));
    remembered(objectKey)
        .ifPresent(
            likeliest -> {
              keys.remove(likeliest);
              keys.add(0, likeliest);
            });
    return keys.subList(0, Math.min(MAX_TRIES, keys.size()));
  }

  /** Notes that a key was found to fit an object. */
  void fits(String objectKey, CustomerKey key) {
    synchronized (fitted) {
      fitted.put(directory(objectKey), key);
    }
  }

  private Optional<CustomerKey> remembered(String objectKey) {
    synchronized (fitted) {
      String directory = directory(objectKey);
      while (true) {
        CustomerKey key = fitted.get(directory);
        if (key != null || directory.isEmpty()) {
          return Optional.ofNullable(key);
        }
        directory = directory(directory.substring(0, directory.length() - 1));
      }
    }
  }

  private static String directory(String key) {
    return key.substring(0, key.lastIndexOf('/') + 1);
  }

  /** Forgets the directory that was longest not asked for. */
  private static final class Memory extends LinkedHashMap<String, CustomerKey> {
    private static final long serialVersionUID = 1;

    Memory() {
      super(16, 0.75f, /* accessOrder= */ true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, CustomerKey> eldest) {
      return size() > REMEMBERED_DIRECTORIES;
    }
  }
}
