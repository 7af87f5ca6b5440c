package io.cofferfs.cli;

import io.cofferfs.cli.VolumeCopies.Copy;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.util.Optional;

/** A place without a volume file. Copies of earlier ones tell that it was a volume. */
final class MissingVolume {
  private final S3Location location;
  private final Optional<Copy> newest;

  private MissingVolume(S3Location location, Optional<Copy> newest) {
    this.location = location;
    this.newest = newest;
  }

  /** Looks at the location and at what it lies in. */
  static MissingVolume at(S3Location location, ObjectStore store) throws ObjectStoreException {
    String prefix = location.prefix();
    Optional<Copy> newest = newest(store, prefix);
    while (newest.isEmpty() && !prefix.isEmpty()) {
      prefix = VolumeLocator.parent(prefix);
      newest = newest(store, prefix);
    }
    return newest.isPresent()
        ? new MissingVolume(new S3Location(location.bucket(), prefix), newest)
        : new MissingVolume(location, newest);
  }

  /** Who may not list copies is not told of any. */
  private static Optional<Copy> newest(ObjectStore store, String prefix)
      throws ObjectStoreException {
    try {
      return new VolumeCopies(store, prefix).newest();
    } catch (ObjectStoreException e) {
      if (e.reason() == Reason.ACCESS_DENIED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Whether it was a volume, and its volume file is lost. */
  boolean isLost() {
    return newest.isPresent();
  }

  CliException explained() {
    return newest.isPresent()
        ? new CliException(
            ExitCode.NOT_FOUND,
            "the volume file of "
                + location
                + " is lost, but copies of earlier ones are there: 'cofferfs key restore "
                + location
                + "' puts number "
                + newest.get().number()
                + " back, or a backup")
        : new CliException(
            ExitCode.NOT_FOUND,
            "there is no encrypted volume at "
                + location
                + "; 'cofferfs init' makes one ('cofferfs key restore' puts the backup of a lost"
                + " volume file back)");
  }
}
