package io.cofferfs.fs.read;

import io.cofferfs.cache.BlockCache;
import io.cofferfs.cache.BlockLoad;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.volume.BodyIdentity.Locked;
import io.cofferfs.fs.volume.Deliveries;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Small files that come whole, before anybody reads them: their blocks are verified as all others
 * are, and wait in the same cache. Thread-safe; what is being taken when this is closed ends first.
 */
final class WholeBodies implements Deliveries, AutoCloseable {
  // Moved in less than the round trip that it saves, over all but the slowest links.
  private static final long MAX_BODY_BYTES = 256 << 10;

  // As many as are moved in some round trips; what nobody comes to read was fetched in vain.
  private static final long MAX_ROOM_BYTES = 32L << 20;

  private final VolumeCodec codec;
  private final BlockLayout layout;
  private final BlockCache<ContentId> cache;
  private final BlockTier tier;
  private final BufferPool buffers;
  private final ReadWriteLock life = new ReentrantReadWriteLock();
  private boolean closed;

  WholeBodies(VolumeCodec codec, BlockLayout layout, BlockCache<ContentId> cache, BlockTier tier) {
    this.codec = codec;
    this.layout = layout;
    this.cache = cache;
    this.tier = tier;
    this.buffers = new BufferPool(layout.storedBlockBytes());
  }

  @Override
  public long maxBodyBytes() {
    return Math.min(MAX_BODY_BYTES, roomBytes() / 2);
  }

  /** Half of what is kept for readers of large files, lest they be pushed out. */
  @Override
  public long roomBytes() {
    return Math.min(MAX_ROOM_BYTES, cache.aheadCapacity() / 2);
  }

  @Override
  public boolean mayHoldUnseen() {
    return tier.outlivesProcess();
  }

  @Override
  public boolean holds(FileVersion version) {
    long blocks = layout.blockCount(version.length());
    return cache.holds(ContentId.of(version), 0, blocks) || isOnDisk(version, blocks);
  }

  private boolean isOnDisk(FileVersion version, long blocks) {
    try (BlockTier.Shelf shelf = tier.shelf(version)) {
      for (long block = 0; block < blocks; block++) {
        if (!shelf.has(block)) {
          return false;
        }
      }
      return true;
    }
  }

  @Override
  public Optional<Delivery> expect(FileVersion version) {
    boolean sensible =
        version.objectLength() > 0
            && version.objectLength() <= maxBodyBytes()
            && !(version.body() instanceof Locked);
    if (!sensible || holds(version)) {
      return Optional.empty();
    }
    List<BlockLoad> claimed =
        cache.claimAhead(ContentId.of(version), 0, layout.blockCount(version.length()));
    return claimed.isEmpty() ? Optional.empty() : Optional.of(new Arrival(version, claimed));
  }

  /** Waits for what is being taken; from now on nothing is. */
  @Override
  public void close() {
    life.writeLock().lock();
    try {
      closed = true;
    } finally {
      life.writeLock().unlock();
    }
  }

  /** A body on its way, and the blocks that nobody else is loading. */
  private final class Arrival implements Delivery {
    private final FileVersion version;
    private final Map<Long, BlockLoad> claimed;

    Arrival(FileVersion version, List<BlockLoad> claimed) {
      this.version = version;
      this.claimed =
          claimed.stream().collect(Collectors.toMap(BlockLoad::index, Function.identity()));
    }

    @Override
    public void take(InputStream body) {
      life.readLock().lock();
      try {
        if (closed) {
          throw new FileException(Reason.BAD_HANDLE, "the volume is closed for reading");
        }
        open(body);
      } catch (IOException | RuntimeException | Error e) {
        fail(e);
      } finally {
        life.readLock().unlock();
      }
    }

    private void open(InputStream body) throws IOException {
      byte[] header = body.readNBytes(codec.headerLength());
      if (header.length < codec.headerLength()) {
        throw ChunkStream.tooShort();
      }
      StoredBlocks blocks =
          new StoredBlocks(version, codec, layout, codec.openBody(version.body(), header));
      byte[] buffer = buffers.take();
      try (BlockTier.Shelf shelf = tier.shelf(version)) {
        ChunkStream chunks = new ChunkStream(body, buffer);
        for (long block = 0; block < layout.blockCount(version.length()); block++) {
          open(block, chunks.next(layout.storedLength(version, block)), blocks, shelf);
        }
        chunks.requireEnd();
      } finally {
        buffers.giveBack(buffer);
      }
    }

    /** A block that is refused is that block's failure: those after it can be opened. */
    private void open(long block, ByteBuffer stored, StoredBlocks blocks, BlockTier.Shelf shelf) {
      BlockLoad load = claimed.get(block);
      if (load == null) {
        return;
      }
      try {
        byte[] opened = blocks.open(block, stored);
        // In this order: who has read it then knows that it was kept.
        shelf.put(block, stored);
        load.complete(opened);
      } catch (IOException e) {
        load.fail(e);
      }
    }

    @Override
    public void fail(Throwable why) {
      claimed.values().stream().filter(load -> !load.isDone()).forEach(load -> load.fail(why));
    }
  }
}
