package io.cofferfs.fs.read;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.volume.ContentSource;
import io.cofferfs.fs.volume.FileVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The content of an open file whose body is verified as a whole, when it is first read. */
final class VerifiedContent implements ContentSource {
  private final VerifiedCopies copies;
  private final FileVersion version;
  private @Nullable VerifiedCopy held;
  private boolean closed;

  VerifiedContent(VerifiedCopies copies, FileVersion version) {
    this.copies = copies;
    this.version = version;
  }

  @Override
  public long length() {
    return version.length();
  }

  @Override
  public int read(long offset, ByteBuffer target) throws IOException {
    if (offset < 0) {
      throw new FileException(Reason.INVALID_ARGUMENT, "offset " + offset);
    }
    VerifiedCopy copy = verified();
    int count = (int) Math.max(0, Math.min(target.remaining(), length() - offset));
    int limit = target.limit();
    try {
      copy.read(offset, target.limit(target.position() + count));
    } finally {
      target.limit(limit);
    }
    return count;
  }

  /** A failure of somebody else's load need not be ours: then it is tried once more. */
  private VerifiedCopy verified() throws IOException {
    boolean retried = false;
    while (true) {
      VerifiedCopy copy = held();
      boolean ours = copy.claim();
      if (ours) {
        copies.load(copy, version);
      }
      try {
        copy.await();
        return copy;
      } catch (IOException e) {
        if (copy.isRefused()) {
          throw e;
        }
        letGo(copy);
        if (ours || retried) {
          throw e;
        }
        retried = true;
      }
    }
  }

  private synchronized VerifiedCopy held() throws FileException {
    if (closed) {
      throw new FileException(Reason.BAD_HANDLE, "the content was closed");
    }
    VerifiedCopy copy = held == null ? copies.acquire(version) : held;
    held = copy;
    return copy;
  }

  @SuppressWarnings("ReferenceEquality") // another thread may hold a new one already
  private synchronized void letGo(VerifiedCopy failed) {
    if (held == failed) {
      held = null;
      copies.release(failed);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (held != null) {
      copies.release(held);
      held = null;
    }
  }
}
