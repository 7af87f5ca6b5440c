package io.cofferfs.fs.read;

import io.cofferfs.cache.BlockCache;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.volume.CachedShare;
import io.cofferfs.fs.volume.ContentOpener;
import io.cofferfs.fs.volume.ContentSource;
import io.cofferfs.fs.volume.Deliveries;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.VolumeCodec;
import java.util.function.Function;

/**
 * Reads the files of one volume, through one cache and with one bound on memory. Blocks that are
 * wanted by several readers at a time are fetched once. Thread-safe.
 *
 * <p>Memory is bounded by {@link ReadSettings#memoryBytes} for what is cached, and two chunks' or
 * blocks' worth of buffers for each of {@link ReadSettings#parallelFetches}.
 */
public final class BlockReader implements ContentOpener {
  private final BlockCache<ContentId> cache;
  private final BlockTier tier;
  private final ReadAheadLimits limits;
  private final ReadAheadBudget budget;
  private final FetchPool pool;
  private final FetchPlanner fetches;
  private final WholeBodies wholeBodies;

  /**
   * @param store stays the caller's to close, after this
   */
  public BlockReader(ObjectStore store, VolumeCodec codec, ReadSettings settings) {
    this(store, codec, settings, layout -> BlockTier.NONE);
  }

  /**
   * @param disk where blocks are kept that memory has no room for; closed with this
   */
  public BlockReader(
      ObjectStore store, VolumeCodec codec, ReadSettings settings, DiskSettings disk) {
    this(store, codec, settings, disk::tier);
  }

  private BlockReader(
      ObjectStore store,
      VolumeCodec codec,
      ReadSettings settings,
      Function<BlockLayout, BlockTier> disk) {
    BlockLayout layout = new BlockLayout(codec, settings.minBlockBytes());
    tier = disk.apply(layout);
    cache = new BlockCache<>(settings.memoryBytes());
    limits = ReadAheadLimits.of(settings, layout);
    budget =
        new ReadAheadBudget(
            cache.aheadCapacity() / BlockCache.footprint(layout.blockBytes()), System::nanoTime);
    pool =
        new FetchPool(
            settings.parallelFetches(), new BlockFetcher(store, codec, layout, cache, tier)::fetch);
    fetches = new FetchPlanner(layout, pool, limits.fetchBlocks());
    wholeBodies = new WholeBodies(codec, layout, cache, tier);
  }

  /** Opens the content of a version, without a request until it is read. */
  @Override
  public ContentSource open(FileVersion version) {
    ReadAhead readAhead = new ReadAhead(fetches.layout(), limits, budget, version.length());
    return new OpenContent(version, cache, fetches, readAhead);
  }

  @Override
  public CachedShare cached(FileVersion version) {
    return CachedShare.ofBlocks(
        cache.count(ContentId.of(version)),
        tier.count(version),
        fetches.layout().blockCount(version.length()));
  }

  @Override
  public Deliveries deliveries() {
    return wholeBodies;
  }

  @Override
  public long cachedBytes() {
    return cache.bytes();
  }

  /** Gives up what is being fetched; reads fail from now on unless all their blocks are cached. */
  @Override
  public void close() {
    pool.close();
    wholeBodies.close();
    tier.close();
  }
}
