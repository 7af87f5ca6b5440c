package io.cofferfs.cli;

import io.cofferfs.cli.mount.OpenVolume;
import io.cofferfs.crypto.VolumeKeys;
import io.cofferfs.crypto.s3ec.S3ecKeys;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.volume.CofferCodec;
import io.cofferfs.fs.volume.DefaultAttributes;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.KeySpace;
import io.cofferfs.fs.volume.NameMapping;
import io.cofferfs.fs.volume.PlainCodec;
import io.cofferfs.fs.volume.S3ecCodec;
import io.cofferfs.fs.volume.VolumeCodec;
import java.util.Optional;

/** A volume that was found and unlocked. Closing it destroys the keys and ends the connection. */
final class VolumeAccess implements AutoCloseable {
  // What bodies without chunks of their own are cut into: as large as the chunks of most volumes.
  private static final int PLAIN_BLOCK_BYTES = 64 * 1024;

  private final ObjectStore store;
  private final KeySpace keySpace;
  private final Optional<VolumeKeys> keys;
  private final Optional<S3ecKeys> clientKeys;

  VolumeAccess(ObjectStore store, String prefix, Optional<VolumeKeys> keys) {
    this(store, prefix, keys, Optional.empty());
  }

  private VolumeAccess(
      ObjectStore store, String prefix, Optional<VolumeKeys> keys, Optional<S3ecKeys> clientKeys) {
    this.store = store;
    this.keySpace = new KeySpace(prefix, NameMapping.of(keys.flatMap(VolumeKeys::names)));
    this.keys = keys;
    this.clientKeys = clientKeys;
    store.probeUnder(keySpace.reservedKey(FilePath.PROBES));
  }

  /** Objects of the S3 Encryption Client, which make no volume. */
  static VolumeAccess ofEncryptionClient(ObjectStore store, S3ecKeys keys) {
    return new VolumeAccess(store, "", Optional.empty(), Optional.of(keys));
  }

  /** For a mount: without a volume file the tree begins at the location itself. */
  OpenVolume.Place rootedAt(S3Location location, DefaultAttributes defaults) {
    KeySpace tree = keys.isPresent() ? keySpace : new KeySpace(location.prefix());
    store.probeUnder(tree.reservedKey(FilePath.PROBES));
    return new OpenVolume.Place(store, codec(defaults), tree);
  }

  /** For a path anywhere: without a volume file the tree is the bucket. */
  OpenVolume.Place place(DefaultAttributes defaults) {
    return new OpenVolume.Place(store, codec(defaults), keySpace);
  }

  VolumeCodec codec(DefaultAttributes defaults) {
    if (clientKeys.isPresent()) {
      return new S3ecCodec(clientKeys.get(), PLAIN_BLOCK_BYTES, defaults);
    }
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

  /** Whether these are objects of the S3 Encryption Client. */
  boolean isOfEncryptionClient() {
    return clientKeys.isPresent();
  }

  @Override
  public void close() {
    keys.ifPresent(VolumeKeys::close);
    clientKeys.ifPresent(S3ecKeys::close);
    store.close();
  }
}
