package io.cofferfs.fs.write;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.MultipartUpload;
import io.cofferfs.fs.s3.UploadedPart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * A body on its way to the bucket, from its beginning to its end: what fills a part is sent in the
 * background once more follows, for only then is it known not to be the last one. Closing it before
 * {@link #completed} forgets it. Not thread-safe.
 */
final class BodyUpload implements FinishedUpload, AutoCloseable {
  private final PartLayout layout;
  private final PartUploads parts;
  private final IntUnaryOperator partBytesByNumber;
  private int partBytes;
  private int number = 1;
  private long partStart;
  private PartBuffer part;
  // Whether the part, and with it its array, belongs to the upload threads: until there is a next
  // one, or for good after the last one or a failure.
  private boolean handedIn;
  private boolean finished;
  private boolean completed;

  /**
   * @param partBytesByNumber content of each part but the last, in whole chunks; not followed where
   *     there is no memory for it
   */
  BodyUpload(PartLayout layout, PartUploads parts, IntUnaryOperator partBytesByNumber)
      throws IOException {
    this.layout = layout;
    this.parts = parts;
    this.partBytesByNumber = partBytesByNumber;
    this.partBytes = partBytesByNumber.applyAsInt(1);
    this.part = new PartBuffer(layout, parts.nextArray(), /* firstChunk= */ 0, partBytes);
  }

  @Override
  public NewObject object() {
    return parts.object();
  }

  /** Bytes of content so far. */
  @Override
  public long length() {
    return partStart + part.length();
  }

  /** Whether any part is on its way, so that forgetting this wastes requests. */
  boolean hasSent() {
    return number > 1 || finished;
  }

  /**
   * Whether a write there can still be part of this body: in the part not yet sent, or behind it
   * across a gap of at most one part.
   */
  boolean accepts(long offset) {
    return !finished && offset >= partStart && offset - length() <= partBytes;
  }

  /** Writes all of {@code source} where this {@link #accepts} it. */
  void write(long offset, ByteBuffer source) throws IOException {
    requireFilling();
    fill(BodyUpload::zeros, offset);
    part.put((int) (offset - partStart), source);
    while (source.hasRemaining()) {
      nextPart();
      part.put(0, source);
    }
  }

  /** Appends zeros up to this length. */
  void extend(long length) throws IOException {
    fill(BodyUpload::zeros, length);
  }

  /** Appends from {@code source} up to this length. */
  void fill(PartSource source, long length) throws IOException {
    requireFilling();
    while (length() < length) {
      if (part.isFull()) {
        nextPart();
      }
      part.fill(source, length(), (int) Math.min(Integer.MAX_VALUE, length - partStart));
    }
  }

  private static void zeros(long offset, ByteBuffer target) {
    target.put(new byte[target.remaining()]);
  }

  private void nextPart() throws IOException {
    if (number == PartLayout.MAX_PARTS) {
      throw new FileException(Reason.FILE_TOO_LARGE, "more than 10,000 parts");
    }
    handIn(/* last= */ false);
    number++;
    partStart += part.length();
    long chunk = part.endChunk();
    int wanted = partBytesByNumber.applyAsInt(number);
    if (wanted > partBytes && parts.tryGrow(layout.arrayLength(wanted))) {
      partBytes = wanted;
    }
    part = new PartBuffer(layout, parts.nextArray(), chunk, partBytes);
    handedIn = false;
  }

  private void handIn(boolean last) throws IOException {
    handedIn = true;
    parts.send(part, number, last);
  }

  private void requireFilling() throws IOException {
    if (handedIn) {
      parts.await();
      throw new IllegalStateException("the last part was sent");
    }
  }

  /** Throws why a part failed, if one did. */
  void requireNoFailure() throws IOException {
    parts.requireNoFailure();
  }

  /** As {@link PartSource#readPart}, of a body of which nothing was sent. */
  void readPart(long offset, ByteBuffer target) throws FileException {
    readUnsent(offset, target);
    if (target.hasRemaining()) {
      throw new FileException(Reason.DAMAGED, "a file is shorter than its length");
    }
  }

  /** Reads what was not sent yet, for as much as there is of it from {@code offset} on. */
  int readUnsent(long offset, ByteBuffer target) throws FileException {
    if (offset < partStart || handedIn) {
      throw new FileException(Reason.NO_SPACE, "sent to the bucket, and staging was full");
    }
    int start = target.position();
    if (offset < length()) {
      part.get((int) (offset - partStart), target);
    }
    return target.position() - start;
  }

  /** Sends the last part and waits for all of them; can be repeated. */
  @Override
  public List<UploadedPart> finish() throws IOException {
    if (!finished) {
      requireFilling();
      finished = true;
      handIn(/* last= */ true);
    }
    List<UploadedPart> sent = parts.await();
    parts.releaseMemory();
    return sent;
  }

  @Override
  public MultipartUpload upload() {
    return parts.upload();
  }

  @Override
  public void completed() {
    completed = true;
  }

  @Override
  public void close() {
    if (completed) {
      return;
    }
    if (!handedIn) {
      parts.giveBackUnused(part.bytes());
    }
    parts.abandon();
  }
}
