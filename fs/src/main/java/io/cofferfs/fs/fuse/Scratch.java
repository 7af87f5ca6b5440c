package io.cofferfs.fs.fuse;

import com.kenai.jffi.MemoryIO;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.vfs.FileStat;
import java.nio.ByteBuffer;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.Struct;
import ru.serce.jnrfuse.struct.Timespec;

/**
 * The native memory of one session thread: the request it has received and the reply it is about to
 * send. Reused for every request, so that none costs an allocation.
 */
final class Scratch {
  private static final MemoryIO MEMORY = MemoryIO.getInstance();

  // What programs should read and write at a time, which stdio for one takes to heart:
  // without a write-back cache each write(2) is a request.
  private static final long BLOCK_BYTES = 128 * 1024;
  private static final long SECTOR_BYTES = 512;

  // Enough for most replies.
  private static final int DATA_BYTES = 128 * 1024;

  // The request, and behind it room for the address of the channel it came from.
  private final ByteBuffer received;
  private final long receivedAddress;
  private final int capacity;
  private ByteBuffer data;
  private long dataAddress;

  // struct fuse_entry_param: node 8 | generation 8 | stat | attribute ttl 8 | entry ttl 8
  private static final int GENERATION = 8;
  private static final int ATTRIBUTES = 16;
  private final Pointer entry;
  private final ru.serce.jnrfuse.struct.FileStat attributes;
  private final int ttls;

  Scratch(int receiveBytes) {
    capacity = receiveBytes;
    received = ByteBuffer.allocateDirect(receiveBytes + Long.BYTES);
    receivedAddress = MEMORY.getDirectBufferAddress(received);
    data = ByteBuffer.allocateDirect(DATA_BYTES);
    dataAddress = MEMORY.getDirectBufferAddress(data);
    Runtime runtime = Runtime.getSystemRuntime();
    attributes = new ru.serce.jnrfuse.struct.FileStat(runtime);
    ttls = ATTRIBUTES + Struct.size(attributes);
    entry = Memory.allocateDirect(runtime, ttls + 2 * Double.BYTES, /* clear= */ true);
    attributes.useMemory(entry.slice(ATTRIBUTES));
  }

  long receivedAddress() {
    return receivedAddress;
  }

  int receivedCapacity() {
    return capacity;
  }

  long channelReference() {
    return receivedAddress + capacity;
  }

  /** A view of {@code length} bytes at {@code address} within the received request. */
  ByteBuffer received(long address, int length) {
    int start = Math.toIntExact(address - receivedAddress);
    return received.slice(start, length);
  }

  /** An empty buffer for {@code length} bytes of reply, at {@link #dataAddress}. */
  ByteBuffer data(int length) {
    if (length > data.capacity()) {
      data = ByteBuffer.allocateDirect(length);
      dataAddress = MEMORY.getDirectBufferAddress(data);
    }
    return data.clear().limit(length);
  }

  long dataAddress() {
    return dataAddress;
  }

  /** The address of a {@code struct fuse_entry_param}. */
  long entry(long node, FileStat stat, double ttlSeconds) {
    attributes(stat);
    entry.putLong(0, node);
    // Node ids are never used twice, so one generation is enough; zero would be an error.
    entry.putLong(GENERATION, 1);
    entry.putDouble(ttls, ttlSeconds);
    entry.putDouble(ttls + Double.BYTES, ttlSeconds);
    return entry.address();
  }

  /** The address of an entry that says: there is nothing of this name. */
  long noEntry(double ttlSeconds) {
    entry.putLong(0, 0);
    entry.putDouble(ttls + Double.BYTES, ttlSeconds);
    return entry.address();
  }

  /** The address of a {@code struct stat}. */
  long attributes(FileStat stat) {
    attributes.st_ino.set(stat.inode());
    attributes.st_mode.set(stat.mode());
    attributes.st_nlink.set(stat.links());
    attributes.st_uid.set(stat.uid());
    attributes.st_gid.set(stat.gid());
    attributes.st_rdev.set(stat.rdev());
    attributes.st_size.set(stat.length());
    attributes.st_blksize.set(BLOCK_BYTES);
    attributes.st_blocks.set((stat.length() + SECTOR_BYTES - 1) / SECTOR_BYTES);
    set(attributes.st_atim, stat.atime());
    set(attributes.st_mtim, stat.mtime());
    set(attributes.st_ctim, stat.ctime());
    return entry.address() + ATTRIBUTES;
  }

  private static void set(Timespec field, Timestamp time) {
    field.tv_sec.set(time.seconds());
    field.tv_nsec.set(time.nanos());
  }
}
