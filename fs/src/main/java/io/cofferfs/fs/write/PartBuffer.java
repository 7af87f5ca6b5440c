package io.cofferfs.fs.write;

import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.volume.BodySealer;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One part of a body: content while it is filled, sealed afterwards, in the same array. Each chunk
 * has its place of sealed length from the beginning, so that sealing needs no second array. Not
 * thread-safe: one thread fills it, then another one seals it.
 */
final class PartBuffer {
  private final PartLayout layout;
  private final byte[] bytes;
  private final long firstChunk;
  private final int lead;
  private final int capacity;
  private int length;

  /**
   * @param firstChunk of the body that is in this part
   * @param capacity content that there will be at most, in bytes
   */
  PartBuffer(PartLayout layout, byte[] bytes, long firstChunk, int capacity) {
    this.layout = layout;
    this.bytes = bytes;
    this.firstChunk = firstChunk;
    this.lead = firstChunk == 0 ? layout.headerLength() : 0;
    this.capacity = capacity;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Bytes of content so far. */
  int length() {
    return length;
  }

  boolean isFull() {
    return length == capacity;
  }

  /** The chunk that the next part begins with. */
  long endChunk() {
    return firstChunk + length / layout.chunkSize();
  }

  /** Takes as much of {@code source} as there is room for behind {@code offset}. */
  void put(int offset, ByteBuffer source) {
    int at = offset;
    while (source.hasRemaining() && at < capacity) {
      ByteBuffer room = room(at, capacity);
      int count = Math.min(room.remaining(), source.remaining());
      room.put(source.slice(source.position(), count));
      source.position(source.position() + count);
      at += count;
    }
    length = Math.max(length, at);
  }

  /** Appends as much content as there is room for, up to {@code end}, which is an offset in it. */
  void fill(PartSource source, long offset, int end) throws IOException {
    int stop = Math.min(end, capacity);
    int start = length;
    while (length < stop) {
      ByteBuffer room = room(length, stop);
      int count = room.remaining();
      source.readPart(offset + (length - start), room);
      length += count;
    }
  }

  void get(int offset, ByteBuffer target) {
    int at = offset;
    while (target.hasRemaining() && at < length) {
      ByteBuffer stored = room(at, length);
      int count = Math.min(stored.remaining(), target.remaining());
      target.put(stored.limit(stored.position() + count));
      at += count;
    }
  }

  /** Where the content from {@code offset} on lies, as far as it lies in one piece. */
  private ByteBuffer room(int offset, int end) {
    int chunk = offset / layout.chunkSize();
    int within = offset % layout.chunkSize();
    int count = Math.min(layout.chunkSize() - within, end - offset);
    return ByteBuffer.wrap(bytes, lead + chunk * layout.sealedChunkLength() + within, count);
  }

  /** Turns the content into a part of the body; to be called once. */
  PartBody seal(BodySealer sealer, boolean last) {
    ByteBuffer sealed = ByteBuffer.wrap(bytes);
    if (firstChunk == 0) {
      sealer.header(sealed);
    }
    // Sealing in place would make the cipher copy whole chunks behind our back, and worse.
    byte[] chunk = new byte[Math.min(layout.chunkSize(), Math.max(1, length))];
    int at = 0;
    do {
      int count = Math.min(layout.chunkSize(), length - at);
      System.arraycopy(bytes, sealed.position(), chunk, 0, count);
      boolean lastChunk = last && at + count == length;
      long index = firstChunk + at / layout.chunkSize();
      sealer.seal(index, ByteBuffer.wrap(chunk, 0, count), lastChunk, sealed);
      at += count;
    } while (at < length);
    return PartBody.of(bytes, sealed.position());
  }
}
