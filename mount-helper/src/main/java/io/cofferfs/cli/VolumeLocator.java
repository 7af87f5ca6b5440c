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
  private Optional<String> denied = Optional.empty();

  VolumeLocator(ObjectStore store) {
    this.store = store;
  }

  /**
   * @param prefix of the volume: empty, or ending in a slash
   */
  record Found(String prefix, VolumeFile volume) {}

  /**
   * The volume that a location lies in. Searched from the bucket's root down: to ask for a volume
   * file somewhere below a volume that encrypts names would tell the store the names on the way. So
   * there are no volumes inside of such a one.
   */
  Optional<Found> find(S3Location location) throws IOException {
    String path = location.prefix();
    Optional<Found> nearest = Optional.empty();
    int end = 0;
    while (true) {
      String prefix = path.substring(0, end);
      Optional<Found> found = read(prefix, /* isStart= */ end == path.length());
      nearest = found.isPresent() ? found : nearest;
      if (end == path.length() || found.filter(at -> at.volume().encryptsNames()).isPresent()) {
        return nearest;
      }
      end = path.indexOf('/', end) + 1;
    }
  }

  /** The volume that begins at a location, which is asked for there alone. */
  Optional<Found> at(S3Location location) throws IOException {
    return read(location.prefix(), /* isStart= */ true);
  }

  /** Credentials may well be good for the place asked for alone, and not for what is above it. */
  private Optional<Found> read(String prefix, boolean isStart) throws IOException {
    try {
      return new VolumeObject(store, prefix).read().map(volume -> new Found(prefix, volume));
    } catch (ObjectStoreException e) {
      if (e.reason() == Reason.ACCESS_DENIED && !isStart) {
        denied = Optional.of(prefix);
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The nearest prefix above a location that was asked for and whose volume file was denied. */
  Optional<String> denied() {
    return denied;
  }

  /** The prefix above one that is not empty. */
  static String parent(String prefix) {
    return prefix.substring(0, prefix.lastIndexOf('/', prefix.length() - 2) + 1);
  }
}
