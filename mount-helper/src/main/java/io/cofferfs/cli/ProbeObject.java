package io.cofferfs.cli;

import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/**
 * A small object that is written to see what becomes of it, and removed again. It lies where no
 * mount shows it, under a name that nobody else has.
 */
final class ProbeObject {
  private static final byte[] BODY = "cofferfs probe".getBytes(StandardCharsets.US_ASCII);

  private final ObjectStore store;
  private final String key;

  /**
   * @param prefix empty, or ending in a slash
   */
  ProbeObject(ObjectStore store, String prefix) {
    this.store = store;
    this.key = keyUnder(prefix);
  }

  static String keyUnder(String prefix) {
    return prefix + FilePath.PROBES + UUID.randomUUID();
  }

  /** Asks something about an object. */
  interface Question<T> {
    T ask(String key) throws IOException;
  }

  <T> T use(Question<T> question) throws IOException {
    store.put(key, PartBody.of(BODY), Map.of(), Precondition.none());
    try {
      return question.ask(key);
    } finally {
      store.delete(key, Precondition.none());
    }
  }
}
