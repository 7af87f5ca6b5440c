package io.cofferfs.fs.vfs;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** The bytes of a file on the heap, in pieces; a missing piece is a hole. */
final class MemoryContent {
  private static final int PIECE_BYTES = 1 << 20;
  private static final byte[] HOLE = new byte[PIECE_BYTES];

  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final List<byte[]> pieces = new ArrayList<>();
  private long length;

  long length() {
    lock.readLock().lock();
    try {
      return length;
    } finally {
      lock.readLock().unlock();
    }
  }

  int read(long offset, ByteBuffer target) {
    lock.readLock().lock();
    try {
      int start = target.position();
      long at = offset;
      while (at < length && target.hasRemaining()) {
        int within = (int) (at % PIECE_BYTES);
        int count = (int) Math.min(length - at, PIECE_BYTES - within);
        count = Math.min(count, target.remaining());
        target.put(pieces.get((int) (at / PIECE_BYTES)), within, count);
        at += count;
      }
      return target.position() - start;
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * @param offset negative for the end
   */
  void write(long offset, ByteBuffer source) {
    lock.writeLock().lock();
    try {
      long at = offset < 0 ? length : offset;
      grow(Math.max(length, at + source.remaining()));
      while (source.hasRemaining()) {
        int within = (int) (at % PIECE_BYTES);
        int count = Math.min(source.remaining(), PIECE_BYTES - within);
        source.get(own((int) (at / PIECE_BYTES)), within, count);
        at += count;
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  void truncate(long newLength) {
    lock.writeLock().lock();
    try {
      if (newLength >= length) {
        grow(newLength);
        return;
      }
      int kept = (int) ((newLength + PIECE_BYTES - 1) / PIECE_BYTES);
      pieces.subList(kept, pieces.size()).clear();
      int within = (int) (newLength % PIECE_BYTES);
      if (within != 0) {
        Arrays.fill(own(kept - 1), within, PIECE_BYTES, (byte) 0);
      }
      length = newLength;
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void grow(long newLength) {
    while ((long) pieces.size() * PIECE_BYTES < newLength) {
      pieces.add(HOLE);
    }
    length = newLength;
  }

  @SuppressWarnings("ReferenceEquality") // the one array that stands for a hole
  private byte[] own(int index) {
    if (pieces.get(index) == HOLE) {
      pieces.set(index, new byte[PIECE_BYTES]);
    }
    return pieces.get(index);
  }
}
