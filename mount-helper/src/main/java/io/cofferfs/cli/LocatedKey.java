package io.cofferfs.cli;

import io.cofferfs.cli.VolumeLocator.Found;
import io.cofferfs.crypto.VolumeKeys;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.KeySpace;
import io.cofferfs.fs.volume.NameMapping;
import java.io.IOException;

/** The key that a location means, in the volume that it lies in. */
final class LocatedKey {
  private final S3Location location;
  private final Found found;

  LocatedKey(S3Location location, Found found) {
    this.location = location;
    this.found = found;
  }

  /** Whether the location is a path that only the volume's key makes a key of. */
  boolean isSealed() {
    return found.volume().encryptsNames()
        && location.path().length() > found.prefix().length()
        && !new FilePath(within()).isReserved();
  }

  /** What stands behind the volume's prefix. */
  private String within() {
    return location.trimmedPath().substring(found.prefix().length());
  }

  /** The key; the location may also name an object by its key in the bucket. */
  String in(VolumeKeys keys) throws IOException {
    KeySpace space = new KeySpace(found.prefix(), NameMapping.of(keys.names()));
    String path = location.path();
    if (!isSealed() || space.read(path).isNamed()) {
      return path;
    }
    FilePath plain = FilePath.parse(within());
    return location.namesDirectory() ? space.directoryKey(plain) : space.fileKey(plain);
  }
}
