package io.cofferfs.cli;

import io.cofferfs.crypto.VolumeFile;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.io.IOException;
import java.util.Optional;

/** Finds the volume that a path of a bucket lies in: the nearest prefix with a volume file. */
final class VolumeLocator {
  private final ObjectStore store;

  VolumeLocator(ObjectStore store) {
    this.store = store;
  }

  /**
   * @param prefix of the volume: empty, or ending in a slash
   */
  record Found(String prefix, VolumeFile volume) {}

  Optional<Found> find(S3Location location) throws IOException {
    String start = location.prefix();
    String prefix = start;
    while (true) {
      Optional<VolumeFile> volume = read(prefix, /* isStart= */ prefix.equals(start));
      if (volume.isPresent()) {
        return Optional.of(new Found(prefix, volume.get()));
      }
      if (prefix.isEmpty()) {
        return Optional.empty();
      }
      prefix = parent(prefix);
    }
  }

  /** Credentials may well be good for the place asked for alone, and not for what is above it. */
  private Optional<VolumeFile> read(String prefix, boolean isStart) throws IOException {
    try {
      return new VolumeObject(store, prefix).read();
    } catch (ObjectStoreException e) {
      if (e.reason() == Reason.ACCESS_DENIED && !isStart) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The prefix above one that is not empty. */
  static String parent(String prefix) {
    return prefix.substring(0, prefix.lastIndexOf('/', prefix.length() - 2) + 1);
  }
}
