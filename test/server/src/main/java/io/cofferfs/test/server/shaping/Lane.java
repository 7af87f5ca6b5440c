package io.cofferfs.test.server.shaping;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * One direction of a connection: bytes on their way, each due at a time. All times are given, so
 * that tests have a clock of their own. For one thread.
 */
final class Lane {
  // Dues are set for so many bytes at a time: at 100 MB/s every 0.66 ms.
  private static final int SLICE = 64 * 1024;
  private static final int FIRST_ROOM = 128 * 1024;
  static final long NEVER = Long.MAX_VALUE;

  /** All bytes before position {@code end} of the stream are due at {@code nanos}. */
  private record Due(long end, long nanos) {}

  private final Shape shape;
  private final Consumer<ByteBuffer> onlooker;
  private final Deque<Due> dues = new ArrayDeque<>();
  private ByteBuffer ring;
  private long received;
  private long released;
  private long forwarded;
  private long lineFreeNanos;
  private boolean ended;

  /**
   * @param openNanos before this time nothing enters the line
   * @param onlooker sees what comes in, once
   */
  Lane(Shape shape, long openNanos, Consumer<ByteBuffer> onlooker) {
    this.shape = shape;
    this.onlooker = onlooker;
    lineFreeNanos = openNanos;
    ring = ByteBuffer.allocateDirect(Math.min(FIRST_ROOM, shape.roomBytes()));
  }

  boolean takesMore() {
    return !ended && received - forwarded < shape.roomBytes();
  }

  /** Whether the source has ended and all that it sent was forwarded. */
  boolean isOver() {
    return ended && forwarded == received;
  }

  /**
   * When there is something to forward, if nothing more comes in; {@link #NEVER} if nothing is
   * left.
   */
  long nextNanos() {
    if (released > forwarded) {
      return Long.MIN_VALUE;
    }
    Due first = dues.peek();
    return first == null ? NEVER : first.nanos();
  }

  /** Takes in what there is, or as much as there is room for. */
  void receive(ReadableByteChannel source, long now) throws IOException {
    makeRoom();
    int count = source.read(freeSpace());
    if (count < 0) {
      ended = true;
      return;
    }
    onlooker.accept(contents(received, received + count));
    for (int done = 0; done < count; ) {
      int slice = Math.min(SLICE, count - done);
      done += slice;
      enterLine(slice, now);
    }
  }

  private void enterLine(int bytes, long now) {
    lineFreeNanos = Math.max(lineFreeNanos, now) + shape.transmissionNanos(bytes);
    received += bytes;
    dues.add(new Due(received, lineFreeNanos + shape.delayNanos()));
  }

  /**
   * Hands on what is due, as far as the sink takes it.
   *
   * @return how many bytes
   */
  long forward(WritableByteChannel sink, long now) throws IOException {
    release(now);
    long before = forwarded;
    while (forwarded < released) {
      int count = sink.write(contents(forwarded, released));
      if (count == 0) {
        break;
      }
      forwarded += count;
    }
    return forwarded - before;
  }

  /** Whether the sink has left behind what was due. */
  boolean isHeldUp() {
    return forwarded < released;
  }

  private void release(long now) {
    for (Due due = dues.peek(); due != null && due.nanos() <= now; due = dues.peek()) {
      released = due.end();
      dues.remove();
    }
  }

  /** An empty ring begins anew, so that a quiet lane stays in the processor's cache. */
  private void makeRoom() {
    if (received == forwarded) {
      received = released = forwarded = 0;
    } else if (received - forwarded == ring.capacity()) {
      ByteBuffer larger = ByteBuffer.allocateDirect(2 * ring.capacity());
      int mask = larger.capacity() - 1;
      for (long from = forwarded; from < received; ) {
        ByteBuffer piece = contents(from, received);
        int target = (int) (from & mask);
        piece.limit(piece.position() + Math.min(piece.remaining(), larger.capacity() - target));
        from += piece.remaining();
        larger.duplicate().position(target).put(piece);
      }
      ring = larger;
    }
  }

  private ByteBuffer freeSpace() {
    int start = (int) (received & (ring.capacity() - 1));
    int free = (int) (ring.capacity() - (received - forwarded));
    return ring.duplicate().position(start).limit(Math.min(ring.capacity(), start + free));
  }

  /** The bytes from this position of the stream on, up to the other or to the ring's end. */
  private ByteBuffer contents(long from, long to) {
    int start = (int) (from & (ring.capacity() - 1));
    return ring.duplicate()
        .position(start)
        .limit((int) Math.min(ring.capacity(), start + (to - from)));
  }
}
