package io.cofferfs.fs.read;

import io.cofferfs.cache.BlockCache;
import io.cofferfs.cache.BlockLoad;
import io.cofferfs.cache.Lookup;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.ByteRange;
import io.cofferfs.fs.s3.ObjectBody;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.volume.BodyIdentity.Unbound;
import io.cofferfs.fs.volume.BodyOpener;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Loads blocks from the store: one ranged request for neighbours, each block handed over as soon as
 * its last byte has come and been verified. Nothing unverified leaves this class. Thread-safe.
 */
final class BlockFetcher {
  /** Where the cache holds the header of a body that can only be opened with it. */
  private static final long HEADER_BLOCK = -1;

  private static final byte[] NO_HEADER = new byte[0];

  private final VersionStore store;
  private final VolumeCodec codec;
  private final BlockLayout layout;
  private final BlockCache<ContentId> cache;
  private final BlockTier tier;
  private final BufferPool buffers;

  BlockFetcher(
      ObjectStore store,
      VolumeCodec codec,
      BlockLayout layout,
      BlockCache<ContentId> cache,
      BlockTier tier) {
    this.store = new VersionStore(store);
    this.codec = codec;
    this.layout = layout;
    this.cache = cache;
    this.tier = tier;
    this.buffers = new BufferPool(layout.storedBlockBytes());
  }

  /** Brings every load of the fetch to its end. Those who wait learn of failures, nobody else. */
  void fetch(Fetch fetch) {
    try {
      load(fetch);
    } catch (IOException | RuntimeException | Error e) {
      fetch.fail(translated(fetch.version(), e));
    }
  }

  private void load(Fetch fetch) throws IOException {
    if (fetch.isAbandoned(fetch.loads().get(0))) {
      throw new AbandonedException();
    }
    FileVersion version = fetch.version();
    BodyOpener opener = codec.openBody(version.body(), header(version));
    StoredBlocks blocks = new StoredBlocks(version, codec, layout, opener);
    byte[] buffer = buffers.take();
    try (BlockTier.Shelf shelf = tier.shelf(version)) {
      List<BlockLoad> missing = new ArrayList<>();
      for (BlockLoad load : fetch.loads()) {
        requireWanted(fetch, load);
        if (!loadFrom(shelf, load, blocks, buffer)) {
          missing.add(load);
        }
      }
      for (Fetch run : fetch.runsOf(missing)) {
        loadFromStore(run, shelf, blocks, buffer);
      }
    } finally {
      buffers.giveBack(buffer);
    }
  }

  private static void requireWanted(Fetch fetch, BlockLoad load) throws AbandonedException {
    if (fetch.isAbandoned(load)) {
      throw new AbandonedException();
    }
  }

  private boolean loadFrom(
      BlockTier.Shelf shelf, BlockLoad load, StoredBlocks blocks, byte[] buffer) {
    Optional<ByteBuffer> stored = shelf.take(load.index(), buffer);
    if (stored.isEmpty()) {
      return false;
    }
    try {
      load.complete(blocks.open(load.index(), stored.get()));
      return true;
    } catch (IOException e) {
      shelf.drop(load.index());
      return false;
    }
  }

  private void loadFromStore(Fetch run, BlockTier.Shelf shelf, StoredBlocks blocks, byte[] buffer)
      throws IOException {
    FileVersion version = run.version();
    ByteRange range = layout.storedRange(version, run.startBlock(), run.endBlock());
    try (ObjectBody body = store.get(version, Optional.of(range))) {
      ChunkStream chunks = new ChunkStream(body.stream(), buffer);
      for (BlockLoad load : run.loads()) {
        requireWanted(run, load);
        ByteBuffer stored = chunks.next(layout.storedLength(version, load.index()));
        accept(stored, load, blocks, keeping(run, load, shelf));
      }
      chunks.requireEnd();
    }
  }

  /** In what order a verified block goes to who waits for it and to the tier below. */
  private interface Handover {
    void hand(byte[] opened, ByteBuffer stored);
  }

  /**
   * Readers do not wait for the tier, except at the end of a fetch: who has read everything then
   * knows that everything was kept.
   */
  private static Handover keeping(Fetch run, BlockLoad load, BlockTier.Shelf shelf) {
    boolean last = load.index() == run.endBlock() - 1;
    return (opened, stored) -> {
      if (last) {
        shelf.put(load.index(), stored);
        load.complete(opened);
      } else {
        load.complete(opened);
        shelf.put(load.index(), stored);
      }
    };
  }

  /** A block that is refused is that block's failure: those after it can be opened. */
  private static void accept(
      ByteBuffer stored, BlockLoad load, StoredBlocks blocks, Handover handover) {
    try {
      handover.hand(blocks.open(load.index(), stored), stored);
    } catch (IOException e) {
      load.fail(e);
    }
  }

  /** The header where the codec needs it; it is asked for once for all who read the content. */
  private byte[] header(FileVersion version) throws IOException {
    if (!(version.body() instanceof Unbound)) {
      return NO_HEADER;
    }
    Lookup lookup = cache.lookup(ContentId.of(version), HEADER_BLOCK, HEADER_BLOCK + 1);
    for (BlockLoad load : lookup.claimed()) {
      loadHeader(version, load);
    }
    return BlockWait.await(lookup.block(HEADER_BLOCK));
  }

  private void loadHeader(FileVersion version, BlockLoad load) {
    try (ObjectBody body =
        store.get(version, Optional.of(new ByteRange(0, codec.headerLength())))) {
      byte[] header = body.stream().readNBytes(codec.headerLength());
      if (header.length < codec.headerLength()) {
        throw ChunkStream.tooShort();
      }
      codec.openBody(version.body(), header); // A header that opens nothing is not worth keeping.
      load.complete(header);
    } catch (IOException | RuntimeException | Error e) {
      load.fail(translated(version, e));
    }
  }

  /** The failure as readers are told of it. If the version is gone, so are its blocks. */
  private Throwable translated(FileVersion version, Throwable failure) {
    Throwable told =
        failure instanceof ObjectStoreException e ? VersionStore.translated(e) : failure;
    if (told instanceof FileException e && e.reason() == Reason.STALE) {
      cache.invalidate(ContentId.of(version));
    }
    return told;
  }
}
