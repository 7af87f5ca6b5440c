package io.cofferfs.fs.write;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.staging.StagingArea;
import io.cofferfs.fs.staging.StagingFile;
import io.cofferfs.fs.volume.ContentSource;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a file under change holds: what was written, over the version it began with, over zeros.
 * When staging was full it can be no more than a length ({@link #isKept}); whatever needs the bytes
 * then fails rather than being guessed. Not thread-safe.
 */
final class StagedContent implements PartSource, AutoCloseable {
  private static final byte[] ZEROS = new byte[64 << 10];

  private final StagingArea area;
  private StagingFile file;
  private final Extents written = new Extents();
  private final Changes changes = new Changes();
  private @Nullable ContentSource base;
  // How much of the base shows: what was once cut off comes back as zeros.
  private long baseLength;
  private long length;
  private boolean kept = true;

  StagedContent(StagingArea area) {
    this.area = area;
    this.file = area.newFile();
  }

  long length() {
    return length;
  }

  /** What is different from the version {@link #committed} last. */
  Changes changes() {
    return changes;
  }

  /** All of it is in the bucket. */
  void committed() {
    changes.committed(length);
  }

  boolean isKept() {
    return kept;
  }

  /** Whether all of it is here, so that no object is needed to read it. */
  boolean isLocal() {
    return kept && base == null;
  }

  /** Its holes, if it {@link #isLocal}. */
  HoleChunks holes(VolumeCodec codec) {
    return new HoleChunks(codec, written, length);
  }

  /**
   * Reads until {@code target} is full or the file ends.
   *
   * @return the bytes read
   */
  int read(long offset, ByteBuffer target) throws IOException {
    return read(offset, target, this::readBase);
  }

  /** Fills {@code target}, with zeros in place of what only the base has. */
  void readWritten(long offset, ByteBuffer target) throws IOException {
    read(offset, target, (at, gap) -> putZeros(gap, gap.remaining()));
  }

  private int read(long offset, ByteBuffer target, PartSource below) throws IOException {
    requireKept();
    int start = target.position();
    int limit = target.limit();
    long end = Math.min(length, offset + target.remaining());
    try {
      for (long at = offset; at < end; at = offset + (target.position() - start)) {
        readRun(at, Math.min(end, written.endOfRun(at)), target, below);
      }
    } finally {
      target.limit(limit);
    }
    return target.position() - start;
  }

  /** Reads from one extent or from one gap, of the latter perhaps only what the base has of it. */
  private void readRun(long at, long stop, ByteBuffer target, PartSource below) throws IOException {
    if (written.contains(at)) {
      target.limit(target.position() + (int) (stop - at));
      file.read(at, target);
    } else if (at < baseLength) {
      target.limit(target.position() + (int) (Math.min(stop, baseLength) - at));
      below.readPart(at, target);
    } else {
      putZeros(target, (int) (stop - at));
    }
  }

  private void readBase(long at, ByteBuffer target) throws IOException {
    if (base != null) {
      base.read(at, target);
    }
    if (target.hasRemaining()) {
      throw new FileException(Reason.DAMAGED, "an object is shorter than its length");
    }
  }

  private static void putZeros(ByteBuffer target, int count) {
    target.limit(target.position() + count);
    while (target.hasRemaining()) {
      target.put(ZEROS, 0, Math.min(ZEROS.length, target.remaining()));
    }
  }

  @Override
  public void readPart(long offset, ByteBuffer target) throws IOException {
    int wanted = target.remaining();
    if (read(offset, target) < wanted) {
      throw new FileException(Reason.DAMAGED, "a file is shorter than its length");
    }
  }

  /** Writes all of {@code source}, or fails and leaves the length as it was. */
  void write(long offset, ByteBuffer source) throws FileException {
    requireKept();
    long end = offset + source.remaining();
    // First, because a write that fails may have changed some of what it should.
    changes.add(offset, end);
    file.write(offset, source);
    written.add(offset, end);
    length = Math.max(length, end);
  }

  /** Cuts the file off, or lets zeros follow. */
  void truncate(long newLength) throws FileException {
    if (newLength == 0) {
      clear();
    } else if (newLength < length) {
      requireKept();
      written.cut(newLength);
      baseLength = Math.min(baseLength, newLength);
    }
    changes.cut(newLength);
    length = newLength;
  }

  private void clear() {
    setBase(null, 0);
    written.cut(0);
    file.close();
    file = area.newFile();
    kept = true;
  }

  /** Gives up the bytes, which are on their way to the bucket, and the room they take. */
  void forget() {
    clear();
    kept = false;
  }

  /** Follows writes that are not kept. */
  void grow(long newLength) {
    length = Math.max(length, newLength);
  }

  /** What was not written here is now read from {@code source}, which holds this very content. */
  void rebase(ContentSource source) {
    setBase(source, length);
    kept = true;
  }

  /** The same base, read from elsewhere. */
  void moveBase(ContentSource source) {
    setBase(source, baseLength);
  }

  private void setBase(@Nullable ContentSource source, long newBaseLength) {
    if (base != null) {
      base.close();
    }
    base = source;
    baseLength = newBaseLength;
  }

  /** Refuses what needs the bytes. */
  void requireKept() throws FileException {
    if (!kept) {
      throw new FileException(
          Reason.NO_SPACE, "staging was full when this was written: it cannot be read or changed");
    }
  }

  @Override
  public void close() {
    setBase(null, 0);
    file.close();
  }
}
