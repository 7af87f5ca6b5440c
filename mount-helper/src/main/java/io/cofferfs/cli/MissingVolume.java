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
  private final Optional<S3Location> denied;

  private MissingVolume(S3Location location, Optional<Copy> newest, Optional<S3Location> denied) {
    this.location = location;
    this.newest = newest;
    this.denied = denied;
  }

  /** Looks at the location and at what it lies in. */
  static MissingVolume at(S3Location location, ObjectStore store) throws ObjectStoreException {
    Optional<S3Location> denied = Optional.empty();
    String prefix = location.prefix();
    while (true) {
      S3Location place = new S3Location(location.bucket(), prefix);
      try {
        Optional<Copy> newest = new VolumeCopies(store, prefix).newest();
        if (newest.isPresent()) {
          return new MissingVolume(place, newest, Optional.empty());
        }
      } catch (ObjectStoreException e) {
        if (e.reason() != Reason.ACCESS_DENIED) {
          throw e;
        }
        denied = denied.or(() -> Optional.of(place));
      }
      if (prefix.isEmpty()) {
        return new MissingVolume(location, Optional.empty(), denied);
      }
      prefix = VolumeLocator.parent(prefix);
    }
  }

  /** The nearest place whose copies these credentials may not list, if none were found. */
  Optional<S3Location> denied() {
    return denied;
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
