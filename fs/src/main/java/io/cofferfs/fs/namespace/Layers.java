package io.cofferfs.fs.namespace;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.KeySpace;
import io.cofferfs.fs.volume.VolumeCodec;

/** What the parts of a {@link Namespace} share. */
record Layers(
    ObjectStore store,
    VolumeCodec codec,
    KeySpace keys,
    NamespaceSettings settings,
    KnownTree known,
    ObjectReader reader,
    AttributeIndexes indexes,
    Oddities oddities,
    Requests requests) {

  // No key is empty, so the root of a whole bucket has no marker of its own.
  private static final String ROOT_MARKER = FilePath.RESERVED_NAME + "/root";

  /** The key of the object that keeps a directory's attributes. */
  String markerKey(FilePath directory) throws FileException {
    return directory.isRoot() && keys.prefix().isEmpty()
        ? keys.reservedKey(ROOT_MARKER)
        : keys.directoryKey(directory);
  }
}
