package io.cofferfs.cli;

import io.cofferfs.fs.bulk.Scope;
import io.cofferfs.fs.volume.FilePath;
import java.util.List;

/** A location as a path of the volume that it lies in. */
record BulkPlace(VolumeAccess access, S3Location location, FilePath path) {

  static BulkPlace of(VolumeAccess access, S3Location location) {
    String trimmed = location.trimmedPath();
    String root = access.prefix();
    String within = trimmed.length() < root.length() ? "" : trimmed.substring(root.length());
    return new BulkPlace(access, location, new FilePath(within));
  }

  Scope scope() {
    return scope(List.of());
  }

  Scope scope(List<String> excludedPrefixes) {
    return new Scope(access.store(), access.keySpace(), path, excludedPrefixes);
  }

  /** That there was nothing at a path is more likely a slip of the pen than good news. */
  void requireSomething(BulkJob job) throws CliException {
    if (job.objects() == 0 && !path.isRoot()) {
      throw new CliException(ExitCode.NOT_FOUND, "there is nothing at " + location);
    }
  }
}
