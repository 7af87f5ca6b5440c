package io.cofferfs.fs.bulk;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.volume.BodyOpener;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Consecutive chunks of a body as a stream of their content. Not thread-safe. */
final class ChunkInput extends InputStream {
  private final InputStream sealed;
  private final VolumeCodec codec;
  private final BodyOpener opener;
  private final Span span;
  private final Gate gate;
  private final byte[] chunk;
  private final ByteBuffer content;
  private long next;

  /**
   * @param length of the whole content
   * @param firstChunk inclusive
   * @param endChunk exclusive
   */
  record Span(long length, long firstChunk, long endChunk) {}

  /** What every chunk has to pass before it is opened. */
  interface Gate {
    void pass(int sealedBytes) throws IOException;
  }

  /**
   * @param sealed stands at the first chunk; closed with this
   */
  ChunkInput(InputStream sealed, VolumeCodec codec, BodyOpener opener, Span span, Gate gate) {
    this.sealed = sealed;
    this.codec = codec;
    this.opener = opener;
    this.span = span;
    this.gate = gate;
    this.next = span.firstChunk();
    int room = codec.chunkLength(next, span.length());
    this.chunk = new byte[codec.sealedChunkLength(next, span.length())];
    this.content = ByteBuffer.allocate(room).limit(0);
  }

  @Override
  public int read() throws IOException {
    return awaitContent() ? Byte.toUnsignedInt(content.get()) : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!awaitContent()) {
      return -1;
    }
    int count = Math.min(length, content.remaining());
    content.get(target, offset, count);
    return count;
  }

  private boolean awaitContent() throws IOException {
    while (!content.hasRemaining() && next < span.endChunk()) {
      openNext();
    }
    return content.hasRemaining();
  }

  private void openNext() throws IOException {
    int count = codec.sealedChunkLength(next, span.length());
    gate.pass(count);
    if (sealed.readNBytes(chunk, 0, count) < count) {
      throw new ObjectStoreException(
          ObjectStoreException.Reason.UNAVAILABLE, "a body ended before its length");
    }
    boolean last = next == codec.chunkCount(span.length()) - 1;
    content.clear();
    try {
      opener.open(next, last, ByteBuffer.wrap(chunk, 0, count), content);
    } catch (CofferException e) {
      content.limit(0);
      throw last && opensAsMiddle(count) ? truncated() : e;
    }
    content.flip();
    next++;
  }

  /** Whether this is a chunk that others once followed. */
  private boolean opensAsMiddle(int count) throws IOException {
    try {
      ByteBuffer nowhere = ByteBuffer.allocate(content.capacity());
      opener.open(next, /* last= */ false, ByteBuffer.wrap(chunk, 0, count), nowhere);
      return true;
    } catch (CofferException e) {
      return false;
    }
  }

  private static DamageException truncated() {
    return new DamageException(Outcome.TRUNCATED, "the chunks at the end are missing");
  }

  @Override
  public void close() throws IOException {
    sealed.close();
  }
}
