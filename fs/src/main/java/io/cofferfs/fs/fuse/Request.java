package io.cofferfs.fs.fuse;

import com.kenai.jffi.MemoryIO;
import io.cofferfs.fs.vfs.Errno;
import io.cofferfs.fs.vfs.FileStat;
import io.cofferfs.fs.vfs.LookedUp;
import io.cofferfs.fs.vfs.Owner;
import io.cofferfs.fs.vfs.SpaceStat;
import java.nio.ByteBuffer;
import java.util.Arrays;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.Struct;
import ru.serce.jnrfuse.struct.Statvfs;

/**
 * One request of the kernel. It is answered exactly once: libfuse frees it with the reply, so a
 * second one would be a use after free and is not sent.
 */
final class Request {
  private static final MemoryIO MEMORY = MemoryIO.getInstance();

  private final LibFuse fuse;
  private final long address;
  private final Scratch scratch;
  private final double ttlSeconds;
  private boolean answered;

  Request(LibFuse fuse, long address, Scratch scratch, double ttlSeconds) {
    this.fuse = fuse;
    this.address = address;
    this.scratch = scratch;
    this.ttlSeconds = ttlSeconds;
  }

  /** Who asks. */
  Owner caller() {
    // struct fuse_ctx: uid 4 | gid 4 | pid 4 | umask 4
    long context = fuse.fuse_req_ctx(address);
    return new Owner(
        Integer.toUnsignedLong(MEMORY.getInt(context)),
        Integer.toUnsignedLong(MEMORY.getInt(context + Integer.BYTES)));
  }

  /** A name or link target. */
  static String text(long address) {
    return NameBytes.decode(MEMORY.getZeroTerminatedByteArray(address));
  }

  ByteBuffer received(long bufferAddress, long length) {
    return scratch.received(bufferAddress, Math.toIntExact(length));
  }

  /** Where to put the bytes for {@link #data}. */
  ByteBuffer buffer(long capacity) {
    return scratch.data(Math.toIntExact(capacity));
  }

  boolean isAnswered() {
    return answered;
  }

  void done() {
    error(0);
  }

  void failed(Errno errno) {
    error(errno.number());
  }

  private void error(int number) {
    if (begin()) {
      fuse.fuse_reply_err(address, number);
    }
  }

  void none() {
    if (begin()) {
      fuse.fuse_reply_none(address);
    }
  }

  /**
   * Whether the kernel took the answer; else it has not taken the node either. What is provisional
   * it asks for again before it shows it or opens the file, but not to remove the name.
   */
  boolean entry(long node, LookedUp found) {
    long entry = scratch.entry(node, found.stat(), found.provisional() ? 0 : ttlSeconds);
    return begin() && fuse.fuse_reply_entry(address, entry) == 0;
  }

  void noEntry() {
    if (begin()) {
      fuse.fuse_reply_entry(address, scratch.noEntry(ttlSeconds));
    }
  }

  /** Whether the kernel took the answer; else it will neither forget nor release. */
  boolean created(long node, FileStat stat, FileInfo info) {
    long entry = scratch.entry(node, stat, ttlSeconds);
    return begin() && fuse.fuse_reply_create(address, entry, info.address()) == 0;
  }

  /** Whether the kernel took the answer; else it will not release. */
  boolean opened(FileInfo info) {
    return begin() && fuse.fuse_reply_open(address, info.address()) == 0;
  }

  void attributes(FileStat stat) {
    if (begin()) {
      fuse.fuse_reply_attr(address, scratch.attributes(stat), ttlSeconds);
    }
  }

  void link(String target) {
    if (begin()) {
      byte[] bytes = NameBytes.encode(target);
      fuse.fuse_reply_readlink(address, Arrays.copyOf(bytes, bytes.length + 1));
    }
  }

  void written(long lengthBytes) {
    if (begin()) {
      fuse.fuse_reply_write(address, lengthBytes);
    }
  }

  /** Answers with the first bytes of {@link #buffer}. */
  void data(int lengthBytes) {
    if (begin()) {
      fuse.fuse_reply_buf(address, scratch.dataAddress(), lengthBytes);
    }
  }

  /** Answers with these bytes, or with their number if there is no room for any. */
  void value(byte[] bytes, long room) {
    if (room == 0) {
      if (begin()) {
        fuse.fuse_reply_xattr(address, bytes.length);
      }
    } else if (bytes.length > room) {
      failed(Errno.ERANGE);
    } else {
      buffer(bytes.length).put(bytes);
      data(bytes.length);
    }
  }

  void space(SpaceStat space) {
    Runtime runtime = Runtime.getSystemRuntime();
    Statvfs statvfs = new Statvfs(runtime);
    Pointer memory = Memory.allocateDirect(runtime, Struct.size(statvfs), /* clear= */ true);
    statvfs.useMemory(memory);
    statvfs.f_bsize.set(space.blockBytes());
    statvfs.f_frsize.set(space.blockBytes());
    statvfs.f_blocks.set(space.totalBlocks());
    statvfs.f_bfree.set(space.freeBlocks());
    statvfs.f_bavail.set(space.freeBlocks());
    statvfs.f_namemax.set(space.maxNameBytes());
    if (begin()) {
      fuse.fuse_reply_statfs(address, memory);
    }
  }

  private boolean begin() {
    boolean first = !answered;
    answered = true;
    return first;
  }
}
