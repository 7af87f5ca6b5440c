package io.cofferfs.fs.s3;

import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes many objects, a thousand by request, or one by one where the server refuses that. A batch
 * is also refused for a key that XML cannot hold, so that a refusal is not remembered.
 */
final class Deletes {
  private static final Logger log = LoggerFactory.getLogger(Deletes.class);

  private final DeleteRequest request;
  private final One one;

  /** Deletes an object; a missing one is no error. */
  interface One {
    void delete(String key) throws ObjectStoreException;
  }

  Deletes(DeleteRequest request, One one) {
    this.request = request;
    this.one = one;
  }

  void delete(List<String> keys) throws ObjectStoreException {
    for (int start = 0; start < keys.size(); start += DeleteRequest.MAX_KEYS) {
      batch(keys.subList(start, Math.min(start + DeleteRequest.MAX_KEYS, keys.size())));
    }
  }

  private void batch(List<String> keys) throws ObjectStoreException {
    try {
      requireNone(request.make(keys.stream().map(DeleteRequest::any).toList()));
    } catch (ObjectStoreException e) {
      switch (e.reason()) {
        case UNSUPPORTED, REJECTED -> {
          log.debug("{} objects are deleted one by one: {}", keys.size(), e.getMessage());
          oneByOne(keys);
        }
        default -> throw e;
      }
    }
  }

  private void oneByOne(List<String> keys) throws ObjectStoreException {
    for (String key : keys) {
      one.delete(key);
    }
  }

  private static void requireNone(Map<String, ObjectStoreException> kept)
      throws ObjectStoreException {
    for (ObjectStoreException failure : kept.values()) {
      throw failure;
    }
  }
}
