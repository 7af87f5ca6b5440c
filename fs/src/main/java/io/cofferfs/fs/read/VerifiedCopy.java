package io.cofferfs.fs.read;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.staging.StagingFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The staged content of one version, for all who read it: whoever comes first stages it, the others
 * wait. {@code users} is guarded by the lock of its {@link VerifiedCopies}.
 */
final class VerifiedCopy {
  private final ContentId id;
  private final long length;
  private final StagingFile file;
  private final AtomicBoolean claimed = new AtomicBoolean();
  private final CompletableFuture<Boolean> verified = new CompletableFuture<>();
  private boolean closed;

  /** How many open files hold it. */
  int users;

  /** Takes over {@code file}, which is empty. */
  VerifiedCopy(ContentId id, long length, StagingFile file) {
    this.id = id;
    this.length = length;
    this.file = file;
  }

  ContentId id() {
    return id;
  }

  long length() {
    return length;
  }

  /** Whether the caller, and nobody else, is to {@link #load} it. */
  boolean claim() {
    return claimed.compareAndSet(false, true);
  }

  /** Stages it; whether that failed {@link #await} tells. */
  void load(Load load) {
    try {
      load.into(file);
      verified.complete(true);
    } catch (IOException | RuntimeException | Error e) {
      verified.completeExceptionally(e);
    }
  }

  /** Waits until it may be read; the failure if it never may. */
  void await() throws IOException {
    BlockWait.await(verified);
  }

  boolean isVerified() {
    return verified.isDone() && !verified.isCompletedExceptionally();
  }

  /** Whether staging it again would fail in the same way: it is the object that is refused. */
  boolean isRefused() {
    return verified.isCompletedExceptionally()
        && verified.handle((ok, failure) -> failure).join() instanceof CofferException;
  }

  /** Fills {@code target} from a copy that was awaited. */
  synchronized void read(long offset, ByteBuffer target) throws IOException {
    if (closed) {
      throw new FileException(Reason.BAD_HANDLE, "the content was closed");
    }
    file.read(offset, target);
  }

  /** Gives back the room it takes. */
  synchronized void close() {
    closed = true;
    file.close();
  }

  /** What stages the content. */
  interface Load {
    void into(StagingFile file) throws IOException;
  }
}
