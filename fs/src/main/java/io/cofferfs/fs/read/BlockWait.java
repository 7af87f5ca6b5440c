package io.cofferfs.fs.read;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for a block, or for a whole body, that is on its way. */
final class BlockWait {
  private BlockWait() {}

  /** Returns what was loaded, or throws what the load failed with. */
  static <T> T await(CompletableFuture<T> load) throws IOException {
    try {
      return load.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a fetch");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new FileException(Reason.LOCAL_FAILURE, "a fetch failed unexpectedly", e);
    }
  }
}
