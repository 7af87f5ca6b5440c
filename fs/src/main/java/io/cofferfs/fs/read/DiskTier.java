package io.cofferfs.fs.read;

import io.cofferfs.cache.DiskCache;
import io.cofferfs.cache.Segment;
import io.cofferfs.crypto.BlockCipher;
import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.ContentNames;
import io.cofferfs.fs.volume.FileVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blocks on a local disk. Of a volume that seals its bodies they are kept as the bucket has them:
 * they authenticate themselves, so that they serve the next mount as well. Others are sealed under
 * a key of this process. A block is a slot in a segment that is named by content, so that a file
 * that was renamed is found again and one that was replaced is not. Thread-safe.
 *
 * <p>A disk that fails or is full never fails a read: for a while nothing is kept, and the log says
 * so.
 */
final class DiskTier implements BlockTier {
  private static final Logger LOG = LoggerFactory.getLogger(DiskTier.class);

  /** How long a disk that failed is left alone. */
  private static final long PAUSE_NANOS = 30_000_000_000L;

  private static final int PLACE_DIGITS = 16;

  private final DiskCache cache;
  private final ContentNames names;
  private final Optional<BlockCipher> seal;
  private final BlockLayout layout;
  private final int slotBytes;
  private final AtomicLong pausedUntil = new AtomicLong(System.nanoTime());

  /**
   * @param seal for bodies that are stored as they are
   */
  DiskTier(DiskCache cache, ContentNames names, Optional<BlockCipher> seal, BlockLayout layout) {
    this.cache = cache;
    this.names = names;
    this.seal = seal;
    this.layout = layout;
    this.slotBytes =
        layout.storedBlockBytes() + (seal.isPresent() ? BlockCipher.OVERHEAD_BYTES : 0);
  }

  @Override
  public Shelf shelf(FileVersion version) {
    return new DiskShelf(version);
  }

  @Override
  public long count(FileVersion version) {
    long segments = (layout.blockCount(version.length()) - 1) / Segment.SLOTS + 1;
    long blocks = 0;
    try {
      for (long segment = 0; segment < segments && !isPaused(); segment++) {
        blocks += cache.filledSlots(segmentName(version, segment));
      }
    } catch (IOException e) {
      pause(e);
    }
    return blocks;
  }

  @Override
  public boolean outlivesProcess() {
    return seal.isEmpty();
  }

  @Override
  public void close() {
    seal.ifPresent(BlockCipher::close);
    try (names;
        cache) {
      LOG.debug("the cache directory holds {} bytes", cache.bytes());
    } catch (IOException e) {
      LOG.warn("what the cache directory held could not be removed", e);
    }
  }

  private boolean isPaused() {
    return System.nanoTime() - pausedUntil.get() < 0;
  }

  private void pause(IOException cause) {
    if (cause instanceof ClosedByInterruptException) {
      return; // The volume is being closed.
    }
    pausedUntil.set(System.nanoTime() + PAUSE_NANOS);
    LOG.warn(
        "the cache directory cannot be used, and is left alone for 30 s: {}", cause.toString());
    LOG.debug("because of", cause);
    try {
      cache.free((long) slotBytes * Segment.SLOTS);
    } catch (IOException e) {
      LOG.debug("nor could room be made", e);
    }
  }

  private String segmentName(FileVersion version, long segment) {
    byte[] place =
        ("\n" + layout.blockBytes() + "\n" + segment).getBytes(StandardCharsets.US_ASCII);
    byte[] content = version.contentName();
    return names.name(
        ByteBuffer.allocate(content.length + place.length).put(content).put(place).array());
  }

  /** The segment that was used last stays open: neighbours are most often in the same one. */
  private final class DiskShelf implements Shelf {
    private final FileVersion version;
    private @Nullable Segment segment;
    private String name = "";
    private long number = -1;

    DiskShelf(FileVersion version) {
      this.version = version;
    }

    @Override
    public Optional<ByteBuffer> take(long block, byte[] buffer) {
      if (isPaused()) {
        return Optional.empty();
      }
      try {
        Segment found = turnTo(block);
        int slot = slot(block);
        if (found == null || !found.isFilled(slot)) {
          return Optional.empty();
        }
        return read(found, block, buffer);
      } catch (IOException e) {
        pause(e);
        return Optional.empty();
      }
    }

    @Override
    public boolean has(long block) {
      if (isPaused()) {
        return false;
      }
      try {
        Segment found = turnTo(block);
        return found != null && found.isFilled(slot(block));
      } catch (IOException e) {
        pause(e);
        return false;
      }
    }

    private Optional<ByteBuffer> read(Segment found, long block, byte[] buffer) throws IOException {
      int length = layout.storedLength(version, block);
      if (seal.isEmpty()) {
        ByteBuffer stored = ByteBuffer.wrap(buffer, 0, length);
        return found.read(slot(block), stored) ? Optional.of(stored.flip()) : Optional.empty();
      }
      ByteBuffer sealed = ByteBuffer.allocate(length + BlockCipher.OVERHEAD_BYTES);
      return found.read(slot(block), sealed)
          ? unsealed(seal.get(), block, sealed.flip(), ByteBuffer.wrap(buffer, 0, length))
          : Optional.empty();
    }

    private Optional<ByteBuffer> unsealed(
        BlockCipher cipher, long block, ByteBuffer sealed, ByteBuffer stored) {
      try {
        cipher.open(place(block), sealed, stored);
        return Optional.of(stored.flip());
      } catch (CofferException e) {
        drop(block);
        return Optional.empty();
      }
    }

    @Override
    public void put(long block, ByteBuffer stored) {
      if (isPaused()) {
        return;
      }
      try {
        if (turnTo(block) == null) {
          segment = cache.create(name, slotBytes);
        }
        if (segment != null && !segment.isFilled(slot(block))) {
          ByteBuffer content = seal.isPresent() ? sealed(seal.get(), block, stored) : stored;
          int length = content.remaining();
          segment.write(slot(block), content);
          cache.added(name, length);
        }
      } catch (IOException e) {
        pause(e);
      }
    }

    private ByteBuffer sealed(BlockCipher cipher, long block, ByteBuffer stored) {
      ByteBuffer sealed = ByteBuffer.allocate(stored.remaining() + BlockCipher.OVERHEAD_BYTES);
      cipher.seal(place(block), stored, sealed);
      return sealed.flip();
    }

    @Override
    public void drop(long block) {
      LOG.warn("a block in the cache directory was damaged, and is fetched again");
      try {
        Segment found = turnTo(block);
        if (found != null) {
          found.clear(slot(block));
        }
      } catch (IOException e) {
        pause(e);
      }
    }

    /** Null if nothing of the segment is there. */
    private @Nullable Segment turnTo(long block) throws IOException {
      long wanted = block / Segment.SLOTS;
      if (wanted != number) {
        closeSegment();
        name = segmentName(version, wanted);
        segment = cache.find(name).orElse(null);
        number = wanted;
      }
      return segment;
    }

    private static int slot(long block) {
      return (int) (block % Segment.SLOTS);
    }

    /** What a sealed block is bound to, so that no other can be put in its place. */
    private long place(long block) {
      return Long.parseUnsignedLong(name.substring(0, PLACE_DIGITS), 16) ^ slot(block);
    }

    @Override
    public void close() {
      try {
        closeSegment();
      } catch (IOException e) {
        pause(e);
      }
    }

    private void closeSegment() throws IOException {
      if (segment != null) {
        segment.close();
        segment = null;
      }
      number = -1;
    }
  }
}
