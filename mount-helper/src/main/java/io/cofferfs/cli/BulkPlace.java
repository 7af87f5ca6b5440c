package io.cofferfs.cli;

import io.cofferfs.fs.bulk.Scope;
import io.cofferfs.fs.volume.FilePath;
import java.util.List;

/** A location as a path of the volume that it lies in. */
record BulkPlace(VolumeAccess access, FilePath path) {

  static BulkPlace of(VolumeAccess access, S3Location location) {
    String trimmed = location.trimmedPath();
    String root = access.prefix();
    String within = trimmed.length() < root.length() ? "" : trimmed.substring(root.length());
    return new BulkPlace(access, new FilePath(within));
  }

  Scope scope() {
    return scope(List.of());
  }

  Scope scope(List<String> excludedPrefixes) {
    return new Scope(access.store(), access.keySpace(), path, excludedPrefixes);
  }
}
