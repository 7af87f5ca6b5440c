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

  private final ObjectStore store;
  private final VolumeCodec codec;
  private final BlockLayout layout;
  private final BlockCache<ContentId> cache;
  private final BufferPool buffers;

  BlockFetcher(
      ObjectStore store, VolumeCodec codec, BlockLayout layout, BlockCache<ContentId> cache) {
    this.store = store;
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
    try (ObjectBody body =
        get(version, layout.storedRange(version, fetch.startBlock(), fetch.endBlock()))) {
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
    try (ObjectBody body = get(version, new ByteRange(0, codec.headerLength()))) {
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

  private ObjectBody get(FileVersion version, ByteRange range) throws IOException {
    ObjectBody body = store.get(version.key(), Optional.of(range), Optional.of(version.etag()));
    try {
      check(version, body);
      return body;
    } catch (IOException e) {
      body.close();
      throw e;
    }
  }

  /** A store that does not know If-Match answers with what it has. */
  private static void check(FileVersion version, ObjectBody body) throws FileException {
    if (!body.info().etag().equals(version.etag())) {
      throw new FileException(Reason.STALE, "the object was replaced while open");
    }
    if (body.info().length() != version.objectLength()) {
      throw new FileException(
          Reason.DAMAGED,
          "an object of %d bytes now has %d, under the same ETag"
              .formatted(version.objectLength(), body.info().length()));
    }
  }

  /** The failure as readers are told of it. If the version is gone, so are its blocks. */
  private Throwable translated(FileVersion version, Throwable failure) {
    Throwable told = failure instanceof ObjectStoreException e ? translated(e) : failure;
    if (told instanceof FileException e && e.reason() == Reason.STALE) {
      cache.invalidate(ContentId.of(version));
    }
    return told;
  }

  private static IOException translated(ObjectStoreException e) {
    return switch (e.reason()) {
      case PRECONDITION_FAILED, NOT_FOUND ->
          new FileException(Reason.STALE, "the object was replaced or removed while open", e);
      // The store looks at the version before it looks at the range.
      case INVALID_RANGE ->
          new FileException(Reason.DAMAGED, "the object is shorter than it was, under its ETag", e);
      case NO_SUCH_BUCKET,
          ACCESS_DENIED,
          WRONG_CUSTOMER_KEY,
          ARCHIVED,
          UNSUPPORTED,
          BROKEN_PROMISE,
          UNAVAILABLE,
          OUTCOME_UNKNOWN,
          REJECTED ->
          e;
    };
  }
}
