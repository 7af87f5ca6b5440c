package io.cofferfs.cli;

import io.cofferfs.crypto.VolumeFile;
import io.cofferfs.fs.s3.ObjectBody;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** The object that makes a prefix of a bucket a volume. */
final class VolumeObject {
  // The volume file with all its slots and epochs is far smaller; a hostile store is not read on.
  private static final int MAX_BYTES = 4 << 20;

  private final ObjectStore store;
  private final String key;

  /**
   * @param prefix empty, or ending in a slash
   */
  VolumeObject(ObjectStore store, String prefix) {
    this.store = store;
    this.key = prefix + VolumeFile.KEY;
  }

  boolean exists() throws ObjectStoreException {
    try {
      store.head(key);
      return true;
    } catch (ObjectStoreException e) {
      return absence(e);
    }
  }

  private static boolean absence(ObjectStoreException e) throws ObjectStoreException {
    if (e.reason() == Reason.NOT_FOUND) {
      return false;
    }
    throw e;
  }

  /** The volume file; empty where there is none. */
  Optional<VolumeFile> read() throws IOException {
    Optional<byte[]> bytes = bytes();
    return bytes.isEmpty() ? Optional.empty() : Optional.of(VolumeFile.parse(bytes.get()));
  }

  private Optional<byte[]> bytes() throws IOException {
    try (ObjectBody body = store.get(key, Optional.empty(), Optional.empty())) {
      return Optional.of(body.stream().readNBytes(MAX_BYTES));
    } catch (ObjectStoreException e) {
      absence(e);
      return Optional.empty();
    }
  }

  /** Stores a new volume file; {@code PRECONDITION_FAILED} if another one is there. */
  void create(VolumeFile volume) throws IOException {
    byte[] bytes = volume.toBytes();
    try {
      store.put(key, PartBody.of(bytes), Map.of(), Precondition.ifAbsent());
    } catch (ObjectStoreException e) {
      // A retry of the request meets what its own first try has stored.
      boolean ours =
          e.reason() == Reason.PRECONDITION_FAILED
              && bytes().filter(stored -> Arrays.equals(stored, bytes)).isPresent();
      if (!ours) {
        throw e;
      }
    }
  }
}
