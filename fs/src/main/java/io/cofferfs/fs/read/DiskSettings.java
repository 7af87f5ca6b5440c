package io.cofferfs.fs.read;

import io.cofferfs.cache.DiskCache;
import io.cofferfs.crypto.BlockCipher;
import io.cofferfs.crypto.ContentNames;
import java.util.Optional;

/**
 * A cache on a local disk, for one volume; all parts are closed by who is given this.
 *
 * @param names of what it keeps
 * @param seal for bodies that the bucket has unsealed; empty where they protect themselves
 */
public record DiskSettings(DiskCache cache, ContentNames names, Optional<BlockCipher> seal) {

  BlockTier tier(BlockLayout layout) {
    return new DiskTier(cache, names, seal, layout);
  }
}
