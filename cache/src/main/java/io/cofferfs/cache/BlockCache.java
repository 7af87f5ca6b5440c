package io.cofferfs.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cofferfs.cache.BlockLoad.Purpose;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of contents in memory, within a bound in bytes. Single-flight: of all who want a block
 * that is missing, one is given its {@link BlockLoad} and the others wait for that. Thread-safe.
 *
 * <p>A block goes through up to three places. One that was prefetched waits <i>ahead</i> until it
 * is read to its end: a cache that admits by frequency of use would drop it, unused as it is,
 * before its reader comes. Then, or at once if it was loaded on demand, it is <i>recent</i> for a
 * while, so that small reads of a large block and a second reader close behind find it. At last
 * Caffeine decides whether it is worth more than what is <i>kept</i> already; a block that a
 * sequential reader has read once, as it does each, is not even asked about. A random reader so
 * never displaces what a sequential one has ahead of it, nor the other way round.
 *
 * <p>A load takes no room until it is complete. What is being loaded is in the hands of the loader.
 *
 * @param <C> names a content that never changes; a value
 */
public final class BlockCache<C> {
  // The array's header, the key, Caffeine's node and its place in a hash table: about 200 bytes on
  // a 64-bit JVM.
  private static final int OVERHEAD_BYTES = 256;

  private final Object lock = new Object();
  private final long aheadCapacity;
  private final Map<BlockKey<C>, BlockLoad> loads = new HashMap<>();
  private final BlockQueue<C> ahead;
  private final BlockQueue<C> recent;
  private final Cache<BlockKey<C>, byte[]> kept;

  public BlockCache(long maxBytes) {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("a cache of " + maxBytes + " bytes");
    }
    aheadCapacity = maxBytes / 2;
    ahead = new BlockQueue<>(aheadCapacity);
    recent = new BlockQueue<>(maxBytes / 4);
    kept =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes / 4)
            .weigher((BlockKey<C> key, byte[] block) -> (int) footprint(block.length))
            // On the calling thread, which holds the lock: the bound is kept at every moment.
            .executor(Runnable::run)
            .build();
  }

  /** Bytes of memory that a block of this length takes in a cache. */
  public static long footprint(int blockLength) {
    return (long) OVERHEAD_BYTES + blockLength;
  }

  /** How many bytes of prefetched blocks have room until they are read. */
  public long aheadCapacity() {
    return aheadCapacity;
  }

  /** Bytes of memory in use. */
  public long bytes() {
    synchronized (lock) {
      kept.cleanUp();
      return ahead.bytes()
          + recent.bytes()
          + kept.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }
  }

  /**
   * Returns blocks {@code start} (inclusive) to {@code end} (exclusive) for a reader who waits for
   * them, and claims the missing ones for it.
   */
  public Lookup lookup(C content, long start, long end) {
    List<CompletableFuture<byte[]>> blocks = new ArrayList<>();
    List<BlockLoad> claimed = new ArrayList<>();
    synchronized (lock) {
      for (long index = start; index < end; index++) {
        BlockKey<C> key = new BlockKey<>(content, index);
        byte[] present = find(key);
        blocks.add(
            present != null
                ? CompletableFuture.completedFuture(present)
                : loadOf(key, Purpose.DEMAND, claimed).block());
      }
    }
    return new Lookup(start, blocks, claimed);
  }

  /** Claims, for a prefetch, those of these blocks that are neither here nor being loaded. */
  public List<BlockLoad> claimAhead(C content, long start, long end) {
    if (start >= end) {
      return List.of();
    }
    List<BlockLoad> claimed = new ArrayList<>();
    synchronized (lock) {
      for (long index = start; index < end; index++) {
        BlockKey<C> key = new BlockKey<>(content, index);
        if (!contains(key)) {
          loadOf(key, Purpose.PREFETCH, claimed);
        }
      }
    }
    return claimed;
  }

  /** Whether each of these blocks is here or being loaded; asking is no use of them. */
  public boolean holds(C content, long start, long end) {
    synchronized (lock) {
      return LongStream.range(start, end)
          .mapToObj(index -> new BlockKey<>(content, index))
          .allMatch(key -> contains(key) || loads.containsKey(key));
    }
  }

  /** Says that a reader has come to the end of these blocks: they need not wait for it longer. */
  public void consumed(C content, long start, long end) {
    synchronized (lock) {
      for (long index = start; index < end; index++) {
        BlockKey<C> key = new BlockKey<>(content, index);
        byte[] block = ahead.remove(key);
        if (block != null) {
          recent.add(key, block, /* worthKeeping= */ false, kept::put);
        }
      }
    }
  }

  /** Forgets a content. Loads under way serve who waits for them and are forgotten, too. */
  public void invalidate(C content) {
    synchronized (lock) {
      loads.keySet().removeIf(key -> key.content().equals(content));
      ahead.removeIf(key -> key.content().equals(content));
      recent.removeIf(key -> key.content().equals(content));
      kept.asMap().keySet().removeIf(key -> key.content().equals(content));
    }
  }

  /** How many blocks of a content are here. */
  public long count(C content) {
    Predicate<BlockKey<C>> its = key -> key.content().equals(content);
    synchronized (lock) {
      return ahead.count(its)
          + recent.count(its)
          + kept.asMap().keySet().stream().filter(its).count();
    }
  }

  private byte @Nullable [] find(BlockKey<C> key) {
    byte[] block = ahead.use(key);
    if (block == null) {
      block = recent.use(key);
    }
    return block != null ? block : kept.getIfPresent(key);
  }

  /** Unlike {@link #find}, no use of the block that would make it worth keeping. */
  private boolean contains(BlockKey<C> key) {
    return ahead.contains(key) || recent.contains(key) || kept.asMap().containsKey(key);
  }

  private BlockLoad loadOf(BlockKey<C> key, Purpose purpose, List<BlockLoad> claimed) {
    BlockLoad underway = loads.get(key);
    if (underway != null) {
      return underway;
    }
    BlockLoad load =
        new BlockLoad(key.index(), purpose, (ended, block) -> ended(key, ended, block));
    loads.put(key, load);
    claimed.add(load);
    return load;
  }

  private void ended(BlockKey<C> key, BlockLoad load, byte @Nullable [] block) {
    synchronized (lock) {
      boolean wanted = loads.remove(key, load);
      if (wanted && block != null) {
        add(key, load.purpose(), block);
      }
    }
  }

  private void add(BlockKey<C> key, Purpose purpose, byte[] block) {
    BlockQueue<C> queue =
        switch (purpose) {
          case DEMAND -> recent;
          case PREFETCH -> ahead;
        };
    queue.add(key, block, /* worthKeeping= */ true, kept::put);
  }
}
