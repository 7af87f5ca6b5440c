package io.cofferfs.fs.bulk;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.volume.DefaultAttributes;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.KeySpace;
import io.cofferfs.fs.volume.VolumeCodec;

/**
 * Where a migration goes to.
 *
 * @param base what the path that is migrated becomes
 * @param defaults of objects that carry no attributes; with them their own date
 */
public record MigrationTarget(
    ObjectStore store,
    VolumeCodec codec,
    KeySpace keys,
    FilePath base,
    DefaultAttributes defaults) {

  /**
   * The path of a migrated object, in the form of {@link Item#path}.
   *
   * @param from what is migrated
   */
  String path(String path, FilePath from) {
    String rest = path.substring(Math.min(path.length(), from.asDirectory().length()));
    boolean isFrom = path.equals(from.value()) && !from.isRoot();
    if (isFrom) {
      return base.isRoot() ? from.name() : base.value();
    }
    return base.asDirectory() + rest;
  }

  /** Whether the volume keeps its own things there, such as its keys. */
  boolean isReserved(String path) {
    return new FilePath(withoutSlash(path)).isReserved();
  }

  /** Empty for the marker of a bucket's root, which no object can be. */
  String key(String path) throws FileException {
    FilePath bare = new FilePath(withoutSlash(path));
    return path.isEmpty() || path.endsWith("/") ? keys.directoryKey(bare) : keys.fileKey(bare);
  }

  private static String withoutSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
