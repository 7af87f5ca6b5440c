package io.cofferfs.cli;

import io.cofferfs.cli.mount.OpenVolume;
import io.cofferfs.crypto.VolumeKeys;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.volume.CofferCodec;
import io.cofferfs.fs.volume.DefaultAttributes;
import io.cofferfs.fs.volume.KeySpace;
import io.cofferfs.fs.volume.NameMapping;
import io.cofferfs.fs.volume.PlainCodec;
import io.cofferfs.fs.volume.VolumeCodec;
import java.util.Optional;

/** A volume that was found and unlocked. Closing it destroys the keys and ends the connection. */
final class VolumeAccess implements AutoCloseable {
  // What --cse none cuts bodies into, to cache them: as large as the chunks of most volumes.
  private static final int PLAIN_BLOCK_BYTES = 64 * 1024;

  private final ObjectStore store;
  private final KeySpace keySpace;
  private final Optional<VolumeKeys> keys;

  VolumeAccess(ObjectStore store, String prefix, Optional<VolumeKeys> keys) {
    this.store = store;
    this.keySpace = new KeySpace(prefix, NameMapping.of(keys.flatMap(VolumeKeys::names)));
    this.keys = keys;
  }

  /** For a mount: without a volume file the tree begins at the location itself. */
  OpenVolume.Place rootedAt(S3Location location, DefaultAttributes defaults) {
    KeySpace tree = keys.isPresent() ? keySpace : new KeySpace(location.prefix());
    return new OpenVolume.Place(store, codec(defaults), tree);
  }

  /** For a path anywhere: without a volume file the tree is the bucket. */
  OpenVolume.Place place(DefaultAttributes defaults) {
    return new OpenVolume.Place(store, codec(defaults), keySpace);
  }

  VolumeCodec codec(DefaultAttributes defaults) {
    return keys.isPresent()
        ? new CofferCodec(keys.get())
        : new PlainCodec(PLAIN_BLOCK_BYTES, defaults);
  }

  ObjectStore store() {
    return store;
  }

  /** Which key stands for which path. */
  KeySpace keySpace() {
    return keySpace;
  }

  String prefix() {
    return keySpace.prefix();
  }

  Optional<VolumeKeys> keys() {
    return keys;
  }

  @Override
  public void close() {
    keys.ifPresent(VolumeKeys::close);
    store.close();
  }
}
