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
  private final BufferPool buffers;

  BlockFetcher(
      ObjectStore store, VolumeCodec codec, BlockLayout layout, BlockCache<ContentId> cache) {
    this.store = new VersionStore(store);
    this.codec = codec;
    this.layout = layout;
    this.cache = cache;
    this.buffers =
        new BufferPool(Math.toIntExact(codec.sealedChunkStart(1) - codec.sealedChunkStart(0)));
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
    byte[] buffer = buffers.take();
    try (ObjectBody body = store.get(version, Optional.of(range(fetch)))) {
      ChunkStream chunks = new ChunkStream(body.stream(), codec, opener, buffer);
      for (BlockLoad load : fetch.loads()) {
        if (fetch.isAbandoned(load)) {
          throw new AbandonedException();
        }
        loadBlock(version, load, chunks);
      }
      chunks.requireEnd();
    } finally {
      buffers.giveBack(buffer);
    }
  }

  private ByteRange range(Fetch fetch) {
    return layout.storedRange(fetch.version(), fetch.startBlock(), fetch.endBlock());
  }

  private void loadBlock(FileVersion version, BlockLoad load, ChunkStream chunks)
      throws IOException {
    byte[] block = new byte[layout.blockLength(load.index(), version.length())];
    long start = layout.firstChunk(load.index());
    long end = layout.endChunk(load.index(), version.length());
    Optional<IOException> refusal = chunks.open(start, end, version.length(), block);
    refusal.ifPresentOrElse(load::fail, () -> load.complete(block));
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
