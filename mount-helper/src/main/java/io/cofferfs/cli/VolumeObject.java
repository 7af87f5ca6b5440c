package io.cofferfs.cli;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import io.cofferfs.crypto.VolumeFile;
import io.cofferfs.fs.s3.ObjectBody;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** The object that makes a prefix of a bucket a volume. Every change of it is conditional. */
final class VolumeObject {
  // The volume file with all its slots and epochs is far smaller; a hostile store is not read on.
  static final int MAX_BYTES = 4 << 20;

  private final ObjectStore store;
  private final String key;
  private final VolumeCopies copies;

  /**
   * @param prefix empty, or ending in a slash
   */
  VolumeObject(ObjectStore store, String prefix) {
    this.store = store;
    this.key = prefix + VolumeFile.KEY;
    this.copies = new VolumeCopies(store, prefix);
  }

  /** The earlier states. */
  VolumeCopies copies() {
    return copies;
  }

  boolean exists() throws ObjectStoreException {
    try {
      store.head(key);
      return true;
    } catch (ObjectStoreException e) {
      requireAbsence(e);
      return false;
    }
  }

  static void requireAbsence(ObjectStoreException e) throws ObjectStoreException {
    if (e.reason() != ObjectStoreException.Reason.NOT_FOUND) {
      throw e;
    }
  }

  /** The volume file; empty where there is none. */
  Optional<VolumeFile> read() throws IOException {
    Optional<StoredVolumeFile> stored = stored();
    return stored.isEmpty() ? Optional.empty() : Optional.of(stored.get().parse());
  }

  /** What stands there, read or not to be read; empty where nothing does. */
  Optional<StoredVolumeFile> stored() throws IOException {
    try (ObjectBody body = store.get(key, Optional.empty(), Optional.empty())) {
      return Optional.of(
          new StoredVolumeFile(body.stream().readNBytes(MAX_BYTES), body.info().etag()));
    } catch (ObjectStoreException e) {
      requireAbsence(e);
      return Optional.empty();
    }
  }

  /** Stores a volume file where none is; {@code PRECONDITION_FAILED} if one is. */
  void create(byte[] volume) throws IOException {
    put(volume, Precondition.ifAbsent());
  }

  /**
   * Keeps a copy of what stands there, and puts another volume file in its place; {@code
   * PRECONDITION_FAILED} if it was changed meanwhile.
   *
   * @return the number of the copy
   */
  int replace(StoredVolumeFile old, byte[] volume) throws IOException {
    int number = copies.keep(old.bytes());
    put(volume, Precondition.ifMatch(old.etag()));
    return number;
  }

  private void put(byte[] volume, Precondition precondition) throws IOException {
    try {
      store.put(key, PartBody.of(volume), Map.of(), precondition);
    } catch (ObjectStoreException e) {
      if (!mayBeOurs(e) || !stands(volume)) {
        throw e;
      }
    }
  }

  /** A retry of the request meets what its own first try has stored. */
  private static boolean mayBeOurs(ObjectStoreException e) {
    return e.reason() == ObjectStoreException.Reason.PRECONDITION_FAILED
        || e.reason() == ObjectStoreException.Reason.OUTCOME_UNKNOWN;
  }

  private boolean stands(byte[] volume) throws IOException {
    return stored().filter(stored -> Arrays.equals(stored.bytes(), volume)).isPresent();
  }

  /** The refusal of a damaged volume file, and what to do about it. */
  static CofferException withRemedy(CofferException e) {
    boolean damaged = e.reason() == Reason.MALFORMED || e.reason() == Reason.TAMPERED;
    return damaged
        ? new CofferException(
            e.reason(),
            "the volume file is damaged: "
                + e.getMessage()
                + "; 'cofferfs key restore' puts an earlier copy of it or a backup back")
        : e;
  }
}
