package io.cofferfs.fs.fuse;

import io.cofferfs.fs.vfs.FileStat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The entries of an open directory, as the kernel wants them:
 *
 * <pre>inode 8 | offset of the next entry 8 | name length 4 | type 4 | name | zeros up to 8</pre>
 *
 * An offset is a position in this very sequence, so a later request starts where its offset says.
 * Not thread-safe.
 */
final class DirectoryListing {
  private static final int HEADER_BYTES = 24;
  private static final int NAME_LENGTH = 16;
  private static final int ALIGNMENT = 8;
  private static final int TYPE_SHIFT = 12;
  private static final int TYPE_MASK = 017;

  private byte[] entries = new byte[4096];
  private int length;

  void add(String name, FileStat stat) {
    byte[] bytes = NameBytes.encode(name);
    int start = length;
    length += entryBytes(bytes.length);
    if (length > entries.length) {
      entries = Arrays.copyOf(entries, Math.max(length, Math.multiplyExact(entries.length, 2)));
    }
    buffer(start)
        .putLong(stat.inode())
        .putLong(length)
        .putInt(bytes.length)
        .putInt(stat.mode() >> TYPE_SHIFT & TYPE_MASK)
        .put(bytes);
  }

  void clear() {
    Arrays.fill(entries, 0, length, (byte) 0);
    length = 0;
  }

  /** Copies the entries from {@code offset} on, as many whole ones as fit; the bytes copied. */
  int read(long offset, ByteBuffer target) {
    int start = (int) Math.min(offset, length);
    int end = start;
    while (end < length && nextEntry(end) - start <= target.remaining()) {
      end = nextEntry(end);
    }
    target.put(entries, start, end - start);
    return end - start;
  }

  private int nextEntry(int start) {
    return start + entryBytes(buffer(start).getInt(start + NAME_LENGTH));
  }

  private ByteBuffer buffer(int position) {
    return ByteBuffer.wrap(entries).order(ByteOrder.nativeOrder()).position(position);
  }

  private static int entryBytes(int nameBytes) {
    return (HEADER_BYTES + nameBytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
