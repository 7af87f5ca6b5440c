package io.cofferfs.fs.write;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one file under change holds. All of it is staged; while it is written from its beginning to
 * its end it streams to the bucket as well, and whatever disturbs the stream (a write elsewhere,
 * another path, a failure) only ends the stream. Should staging be full, the stream alone goes on.
 * So one of the two always has everything. Not thread-safe.
 */
final class WorkingCopy implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkingCopy.class);

  private final Uploads uploads;
  private final StagedContent staged;
  private final StreamStart start;
  private @Nullable BodyUpload stream;

  /** Begins an upload to stream to, if the file is worth one and there is memory for it. */
  interface StreamStart {
    Optional<BodyUpload> tryStream() throws IOException;
  }

  WorkingCopy(Uploads uploads, StagedContent staged, StreamStart start) {
    this.uploads = uploads;
    this.staged = staged;
    this.start = start;
  }

  /** What staging has of it. */
  StagedContent staged() {
    return staged;
  }

  long length() {
    return staged.length();
  }

  int read(long offset, ByteBuffer target) throws IOException {
    return staged.isKept() ? staged.read(offset, target) : onlyCopy().readUnsent(offset, target);
  }

  /** Says that a write is about to come. */
  void prepare(long offset, long end) throws IOException {
    if (stream != null) {
      if (!stream.accepts(offset)) {
        leaveStream();
      }
    } else if (isWorthStreaming(offset, end)) {
      beginStream();
    }
  }

  /** Writes all of {@code source}, once it was prepared for. */
  void write(long offset, ByteBuffer source) throws IOException {
    stage(offset, source.duplicate());
    if (stream != null) {
      try {
        stream.write(offset, source.duplicate());
      } catch (IOException e) {
        endStream(e);
      }
    }
    source.position(source.limit());
  }

  private void stage(long offset, ByteBuffer source) throws IOException {
    long end = offset + source.remaining();
    if (staged.isKept()) {
      try {
        staged.write(offset, source);
      } catch (FileException e) {
        if (stream == null || e.reason() != Reason.NO_SPACE) {
          throw e;
        }
        LOG.debug("staging is full: a file of {} bytes streams on without it", end);
        staged.forget();
      }
    }
    staged.grow(end);
  }

  /** Says that {@link #truncate} is about to come. */
  void prepareTruncation(long length) throws IOException {
    if (length == 0) {
      dropStream();
    } else if (stream != null) {
      extendStream(length);
    }
  }

  /** Cuts the file off, or lets zeros follow, once it was prepared for. */
  void truncate(long length) throws FileException {
    staged.truncate(length);
  }

  private void extendStream(long length) throws IOException {
    BodyUpload streaming = onlyCopy();
    if (length < staged.length() || !streaming.accepts(length)) {
      leaveStream();
      return;
    }
    try {
      streaming.extend(length);
    } catch (IOException e) {
      endStream(e);
    }
  }

  /** Whether the file grows beyond what needs no stream, and is all here and in one part yet. */
  private boolean isWorthStreaming(long offset, long end) {
    long length = staged.length();
    return staged.isLocal()
        && end > Math.max(length, uploads.settings().streamThresholdBytes())
        && length <= uploads.partBytes()
        && offset - length <= uploads.partBytes();
  }

  private void beginStream() throws IOException {
    BodyUpload begun = start.tryStream().orElse(null);
    if (begun == null) {
      return;
    }
    try {
      begun.fill(staged, staged.length());
    } catch (IOException e) {
      begun.close();
      throw e;
    }
    stream = begun;
  }

  /** The stream, where some of it is in the bucket already. */
  Optional<BodyUpload> sentStream() {
    return Optional.ofNullable(stream).filter(BodyUpload::hasSent);
  }

  /** Goes on staged after a failure of the stream, if staging has it all. */
  void endStream(IOException failure) throws IOException {
    if (!staged.isKept()) {
      throw failure;
    }
    LOG.debug("a stream failed after {} bytes; going on staged", staged.length(), failure);
    leaveStream();
  }

  /** Goes on without the stream, or throws if that alone has everything. */
  void leaveStream() throws IOException {
    if (stream != null && !staged.isKept()) {
      stream.requireNoFailure();
    }
    staged.requireKept();
    dropStream();
  }

  void dropStream() {
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }

  /** Without staged content there is always a stream. */
  BodyUpload onlyCopy() {
    if (stream == null) {
      throw new IllegalStateException("neither staged nor streaming");
    }
    return stream;
  }

  @Override
  public void close() {
    dropStream();
    staged.close();
  }
}
