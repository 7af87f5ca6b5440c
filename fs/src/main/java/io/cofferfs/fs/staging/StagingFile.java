package io.cofferfs.fs.staging;

import io.cofferfs.crypto.BlockCipher;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bytes of one staged file, at any offset. The blocks used last are in memory, others are sealed on
 * the disk, each in a place of its own; a file that stays within the first never touches the disk.
 * Which bytes mean something is for the owner to know. Not thread-safe.
 */
public final class StagingFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StagingFile.class);

  private final StagingArea area;
  private final BlockCipher cipher;
  private final int blockBytes;
  private final LinkedHashMap<Long, StagedBlock> memory =
      new LinkedHashMap<>(8, 0.75f, /* accessOrder= */ true);
  private final BitSet onDisk = new BitSet();
  private int extraBlocks;
  private @Nullable FileChannel channel;

  // The block on the disk that was read last: reads must not evict what was written.
  private long openedIndex = -1;
  private byte @Nullable [] opened;

  StagingFile(StagingArea area, BlockCipher cipher) {
    this.area = area;
    this.cipher = cipher;
    this.blockBytes = area.settings().blockBytes();
  }

  /** Writes all of {@code source}; bytes beside it stay as they are, or are undefined. */
  public void write(long offset, ByteBuffer source) throws FileException {
    long at = offset;
    while (source.hasRemaining()) {
      int within = (int) (at % blockBytes);
      int count = Math.min(blockBytes - within, source.remaining());
      StagedBlock block = writable(at / blockBytes, /* whole= */ count == blockBytes);
      block.put(within, source, count);
      at += count;
    }
  }

  /** Fills {@code target} with bytes that were written before. */
  public void read(long offset, ByteBuffer target) throws IOException {
    long at = offset;
    while (target.hasRemaining()) {
      int within = (int) (at % blockBytes);
      int count = Math.min(blockBytes - within, target.remaining());
      StagedBlock block = memory.get(at / blockBytes);
      if (block != null) {
        block.get(within, target, count);
      } else {
        target.put(openFromDisk(at / blockBytes), within, count);
      }
      at += count;
    }
  }

  private StagedBlock writable(long index, boolean whole) throws FileException {
    StagedBlock present = memory.get(index);
    if (present != null) {
      return present;
    }
    StagedBlock block = makeRoom();
    try {
      if (!whole && onDisk.get((int) index)) {
        block.fill(openFromDisk(index));
      }
    } catch (IOException e) {
      throw e instanceof FileException known ? known : unreadable(e);
    }
    forgetOpened(index);
    memory.put(index, block);
    return block;
  }

  /** An empty block, or that of the block used the longest ago, which then is on the disk. */
  private StagedBlock makeRoom() throws FileException {
    if (memory.isEmpty()) {
      return new StagedBlock(blockBytes);
    }
    if (memory.size() < area.settings().blocksPerFile() && area.tryReserveMemoryBlock()) {
      extraBlocks++;
      return new StagedBlock(blockBytes);
    }
    Iterator<Map.Entry<Long, StagedBlock>> eldest = memory.entrySet().iterator();
    Map.Entry<Long, StagedBlock> entry = eldest.next();
    StagedBlock block = entry.getValue();
    // Should this fail, the block stays where it is: what was acknowledged is kept.
    sealToDisk(entry.getKey(), block);
    eldest.remove();
    return block;
  }

  private void sealToDisk(long index, StagedBlock block) throws FileException {
    boolean isNew = !onDisk.get((int) index);
    if (isNew) {
      area.reserveDiskBlock();
    }
    byte[] sealed = area.borrowSealedBlock();
    try {
      cipher.seal(index, block.whole(), ByteBuffer.wrap(sealed));
      writeSealed(sealed, index * sealed.length);
      onDisk.set((int) index);
    } catch (IOException e) {
      if (isNew) {
        area.returnDiskBlocks(1);
      }
      throw e instanceof FileException known ? known : area.failure("writing to staging", e);
    } finally {
      area.giveBack(sealed);
    }
  }

  /** Also onto a disk that is full, if staging itself can make room there. */
  private void writeSealed(byte[] sealed, long position) throws IOException {
    while (true) {
      try {
        writeFully(ByteBuffer.wrap(sealed), position);
        return;
      } catch (IOException e) {
        FileException failure = area.failure("writing to staging", e);
        if (failure.reason() != FileException.Reason.NO_SPACE || !area.relieve()) {
          throw failure;
        }
      }
    }
  }

  private void writeFully(ByteBuffer bytes, long position) throws IOException {
    if (channel == null) {
      channel = area.newChannel();
    }
    long at = position;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  private byte[] openFromDisk(long index) throws IOException {
    if (opened != null && openedIndex == index) {
      return opened;
    }
    byte[] plain = opened == null ? new byte[blockBytes] : opened;
    opened = plain;
    openedIndex = -1;
    byte[] sealed = area.borrowSealedBlock();
    try {
      readFully(ByteBuffer.wrap(sealed), index * sealed.length);
      cipher.open(index, ByteBuffer.wrap(sealed), ByteBuffer.wrap(plain));
    } finally {
      area.giveBack(sealed);
    }
    openedIndex = index;
    return plain;
  }

  private void readFully(ByteBuffer bytes, long position) throws IOException {
    if (channel == null) {
      throw new FileException(Reason.LOCAL_FAILURE, "a block that was never staged");
    }
    long at = position;
    while (bytes.hasRemaining()) {
      int count = channel.read(bytes, at);
      if (count < 0) {
        throw new FileException(Reason.LOCAL_FAILURE, "a staging file was cut short");
      }
      at += count;
    }
  }

  private void forgetOpened(long index) {
    if (openedIndex == index) {
      openedIndex = -1;
    }
  }

  private static FileException unreadable(IOException cause) {
    return new FileException(Reason.LOCAL_FAILURE, "a staged block cannot be read back", cause);
  }

  /** Gives back memory and disk, and destroys the key. */
  @Override
  public void close() {
    area.returnMemoryBlocks(extraBlocks);
    area.returnDiskBlocks(onDisk.cardinality());
    extraBlocks = 0;
    onDisk.clear();
    memory.clear();
    opened = null;
    cipher.close();
    if (channel != null) {
      closeChannel(channel);
      channel = null;
    }
  }

  /** Nobody needs the file any more, so nobody is helped by a failure. */
  private static void closeChannel(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.warn("a staging file could not be closed", e);
    }
  }
}
