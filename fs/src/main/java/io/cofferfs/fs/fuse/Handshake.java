package io.cofferfs.fs.fuse;

import com.kenai.jffi.MemoryIO;
import io.cofferfs.fs.fuse.Callbacks.Send;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * The first request of a mount: the kernel says what it can do, and is told what of that is wanted.
 * libfuse 2.9 stopped at version 7.19 of that protocol. So its answer goes through a channel of its
 * own, where what kernels have learnt since is added to it; an older kernel gets it as it is.
 *
 * <p>{@code struct fuse_init_in} and {@code fuse_init_out} are those of Linux, {@code
 * include/uapi/linux/fuse.h}.
 */
final class Handshake {
  private static final MemoryIO MEMORY = MemoryIO.getInstance();

  // struct fuse_in_header: length 4 | opcode 4 | ... ; 40 bytes
  private static final int OPCODE = 4;
  private static final int IN_HEADER_BYTES = 40;
  private static final int INIT = 26;

  // struct fuse_init_in: major 4 | minor 4 | max_readahead 4 | flags 4 | ...
  private static final int OFFERED_MINOR = IN_HEADER_BYTES + 4;
  private static final int OFFERED_FLAGS = IN_HEADER_BYTES + 12;

  // struct fuse_out_header: length 4 | error 4 | unique 8; behind it struct fuse_init_out:
  // major 4 | minor 4 | max_readahead 4 | flags 4 | max_background 2 | congestion 2 | max_write 4 |
  // time_gran 4 | max_pages 2 | ..., of which libfuse knows the first 24 bytes
  private static final int OUT_HEADER_BYTES = 16;
  private static final int KNOWN_BYTES = OUT_HEADER_BYTES + 24;
  private static final int WANTED_FLAGS = OUT_HEADER_BYTES + 12;
  private static final int MAX_PAGES = OUT_HEADER_BYTES + 28;
  private static final int REPLY_BYTES = OUT_HEADER_BYTES + 64;

  // Since version 7.28 a reply has 64 bytes.
  private static final int MINOR_OF_LONG_REPLIES = 28;
  // Names of one directory are looked up at the same time.
  private static final int PARALLEL_DIROPS = 1 << 18;
  // A request may be longer than 32 pages.
  private static final int LONG_REQUESTS = 1 << 22;
  private static final int PAGE_BYTES = 4096;

  // What libfuse keeps free of a buffer for the head of a request.
  static final int REQUEST_HEAD_BYTES = 4096;

  private final LibFuse fuse;
  private final LibC libC = NativeLibraries.libC();
  private final int descriptor;
  private final Runnable agreed;
  // Must stay reachable: it keeps the function from being collected.
  private final Send send = this::send;
  private final long channel;
  private volatile Offer offer = new Offer(0, 0);

  /** What the kernel can do: version 7.{@code minor} of the protocol, and what the flags say. */
  record Offer(int minor, int flags) {
    boolean knowsLongReplies() {
      return minor >= MINOR_OF_LONG_REPLIES;
    }
  }

  /**
   * @param kernelChannel where requests come from
   * @param agreed is run once the kernel has taken the answer
   */
  Handshake(LibFuse fuse, long kernelChannel, Runnable agreed) {
    this.fuse = fuse;
    this.agreed = agreed;
    this.descriptor = fuse.fuse_chan_fd(kernelChannel);
    this.channel = fuse.fuse_chan_new(operations(), descriptor, receiveBytes(), 0);
  }

  /** How many bytes a request may have at the most. */
  static int receiveBytes() {
    return MountOptions.MAX_TRANSFER_BYTES + REQUEST_HEAD_BYTES;
  }

  /** Has a request answered if it is the first one; whether it was. */
  boolean process(long session, long request, int length) {
    if (MEMORY.getInt(request + OPCODE) != INIT) {
      return false;
    }
    offer =
        new Offer(MEMORY.getInt(request + OFFERED_MINOR), MEMORY.getInt(request + OFFERED_FLAGS));
    fuse.fuse_session_process(session, request, length, channel);
    return true;
  }

  void close() {
    fuse.fuse_chan_destroy(channel);
  }

  /** {@code struct fuse_chan_ops}: receive, send, destroy. */
  private Pointer operations() {
    Runtime runtime = Runtime.getSystemRuntime();
    Pointer operations = Memory.allocateDirect(runtime, 3 * Long.BYTES, /* clear= */ true);
    operations.putPointer(
        Long.BYTES, runtime.getClosureManager().getClosurePointer(Send.class, send));
    return operations;
  }

  /** Sends libfuse's reply on, amended; {@code vector} are pairs of address and length. */
  private int send(long toChannel, long vector, long count) {
    byte[] reply = amended(gathered(vector, count), offer);
    long sent = libC.write(descriptor, reply, reply.length);
    if (sent != reply.length) {
      return -NativeLibraries.lastError();
    }
    if (reply.length >= KNOWN_BYTES) { // else it was a refusal
      agreed.run();
    }
    return 0;
  }

  private static byte[] gathered(long vector, long count) {
    ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    for (long i = 0; i < count; i++) {
      long address = MEMORY.getLong(vector + 2 * i * Long.BYTES);
      int length = Math.toIntExact(MEMORY.getLong(vector + (2 * i + 1) * Long.BYTES));
      byte[] part = new byte[length];
      MEMORY.getByteArray(address, part, 0, length);
      gathered.writeBytes(part);
    }
    return gathered.toByteArray();
  }

  /** A reply as the kernel gets it, for one of libfuse. */
  static byte[] amended(byte[] reply, Offer offer) {
    if (reply.length != KNOWN_BYTES || !offer.knowsLongReplies()) {
      return reply; // A refusal, or a kernel that is as old as libfuse.
    }
    ByteBuffer amended = ByteBuffer.allocate(REPLY_BYTES).order(ByteOrder.nativeOrder());
    amended.put(reply);
    int flags = amended.getInt(WANTED_FLAGS) | (offer.flags() & (PARALLEL_DIROPS | LONG_REQUESTS));
    amended.putInt(0, REPLY_BYTES).putInt(WANTED_FLAGS, flags);
    amended.putShort(MAX_PAGES, (short) (MountOptions.MAX_TRANSFER_BYTES / PAGE_BYTES));
    return amended.array();
  }
}
