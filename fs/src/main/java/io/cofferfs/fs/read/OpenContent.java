package io.cofferfs.fs.read;

import io.cofferfs.cache.BlockCache;
import io.cofferfs.cache.BlockLoad;
import io.cofferfs.cache.Lookup;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.read.ReadAhead.Plan;
import io.cofferfs.fs.read.ReadAhead.Supply;
import io.cofferfs.fs.volume.ContentSource;
import io.cofferfs.fs.volume.FileVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One handle's view of a version: its read-ahead is its own, blocks are shared with all others.
 * What is read is of this version, whole and verified, or an exception.
 */
final class OpenContent implements ContentSource {
  private final FileVersion version;
  private final ContentId id;
  private final BlockCache<ContentId> cache;
  private final BlockLayout layout;
  private final FetchPlanner fetches;
  private final ReadAhead readAhead;
  private volatile boolean emptinessVerified;
  private volatile boolean closed;

  OpenContent(
      FileVersion version, BlockCache<ContentId> cache, FetchPlanner fetches, ReadAhead readAhead) {
    this.version = version;
    this.id = ContentId.of(version);
    this.cache = cache;
    this.layout = fetches.layout();
    this.fetches = fetches;
    this.readAhead = readAhead;
    // A plain body that is empty has nothing to verify, and no range to ask for.
    this.emptinessVerified = version.objectLength() == 0;
  }

  @Override
  public long length() {
    return version.length();
  }

  @Override
  public int read(long offset, ByteBuffer target) throws IOException {
    check(offset);
    if (!target.hasRemaining()) {
      return 0;
    }
    if (length() == 0) {
      verifyEmptiness();
    }
    if (offset >= length()) {
      return 0;
    }
    long end = Math.min(length(), offset + target.remaining());
    for (long from = offset; from < end; ) {
      long to = Math.min(end, layout.blockStart(layout.blockAt(from) + fetches.maxBlocks()));
      readSpan(from, to, target);
      from = to;
    }
    return (int) (end - offset);
  }

  private void check(long offset) throws FileException {
    if (closed) {
      throw new FileException(Reason.BAD_HANDLE, "the content was closed");
    }
    if (offset < 0) {
      throw new FileException(Reason.INVALID_ARGUMENT, "offset " + offset);
    }
  }

  /** Opens the one chunk of nothing that an empty body has: it proves that nothing was cut off. */
  private void verifyEmptiness() throws IOException {
    if (!emptinessVerified) {
      await(requestOne(0), 0);
      emptinessVerified = true;
    }
  }

  private void readSpan(long from, long to, ByteBuffer target) throws IOException {
    Lookup lookup = request(from, to);
    long position = from;
    while (position < to) {
      long index = layout.blockAt(position);
      byte[] block = await(lookup, index);
      int start = (int) (position - layout.blockStart(index));
      int count = (int) Math.min(block.length - start, to - position);
      target.put(block, start, count);
      position += count;
    }
    long consumedEnd = to == length() ? layout.blockFrom(to) : layout.blockAt(to);
    cache.consumed(id, lookup.start(), consumedEnd);
  }

  /** Looks up the blocks of a span and sees to it that the missing ones come, and more ahead. */
  private Lookup request(long from, long to) {
    Lookup lookup = cache.lookup(id, layout.blockAt(from), layout.blockFrom(to));
    Plan plan = readAhead.reading(from, to, supply(lookup));
    List<BlockLoad> ahead = cache.claimAhead(id, plan.start(), plan.end());
    if (!lookup.claimed().isEmpty() || !ahead.isEmpty()) {
      List<BlockLoad> claimed = new ArrayList<>(lookup.claimed());
      claimed.addAll(ahead);
      // What a reader waits for and what follows it come together: short files in one request.
      int requestBlocks = lookup.claimed().isEmpty() ? plan.requestBlocks() : fetches.maxBlocks();
      fetches.submit(new Fetch(version, claimed, plan.stream()::isAbandoned), requestBlocks);
    }
    return lookup;
  }

  private static Supply supply(Lookup lookup) {
    if (!lookup.claimed().isEmpty()) {
      return Supply.MISSING;
    }
    return lookup.isAwaitingOthers() ? Supply.UNDERWAY : Supply.PRESENT;
  }

  /**
   * Waits for a block. If it was somebody else's to load and that failed, it is asked for again:
   * their failure, of a prefetch perhaps or of a version by another name, need not be ours.
   */
  private byte[] await(Lookup lookup, long index) throws IOException {
    Lookup asked = lookup;
    boolean retried = false;
    while (true) {
      try {
        return BlockWait.await(asked.block(index));
      } catch (AbandonedException e) {
        asked = requestOne(index);
      } catch (IOException e) {
        if (asked.hasClaimed(index) || retried) {
          throw e;
        }
        retried = true;
        asked = requestOne(index);
      }
    }
  }

  /** Looks up a block without the read-ahead learning of it. */
  private Lookup requestOne(long index) {
    Lookup lookup = cache.lookup(id, index, index + 1);
    fetches.submit(new Fetch(version, lookup.claimed(), () -> false), fetches.maxBlocks());
    return lookup;
  }

  @Override
  public void close() {
    closed = true;
    readAhead.close();
  }
}
