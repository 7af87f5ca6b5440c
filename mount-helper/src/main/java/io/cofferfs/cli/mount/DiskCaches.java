package io.cofferfs.cli.mount;

import io.cofferfs.cache.DiskCache;
import io.cofferfs.crypto.ContentNames;
import io.cofferfs.crypto.EphemeralCipher;
import io.cofferfs.fs.read.DiskSettings;
import io.cofferfs.fs.volume.CofferCodec;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

/** Opens the cache directory as suits how a volume is stored. */
public final class DiskCaches {
  private DiskCaches() {}

  /**
   * What the bucket has of an encrypted volume protects itself, and is kept for later mounts. Of
   * others nothing outlives this process that could be read.
   */
  public static DiskSettings open(
      CacheSpace space, VolumeCodec codec, SecureRandom random, Clock clock) throws IOException {
    if (codec instanceof CofferCodec coffer) {
      DiskCache lasting = DiskCache.open(space.directory(), space.maxBytes(), clock);
      return new DiskSettings(lasting, coffer.cacheNames(), Optional.empty());
    }
    DiskCache passing = DiskCache.openPassing(space.directory(), space.maxBytes(), clock);
    try (EphemeralCipher cipher = EphemeralCipher.create(random)) {
      return new DiskSettings(
          passing, ContentNames.ephemeral(random), Optional.of(cipher.newFile()));
    }
  }
}
