package io.cofferfs.fs.read;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for a block that is on its way. */
final class BlockWait {
  private BlockWait() {}

  /** Returns the block, or throws what its load failed with. */
  static byte[] await(CompletableFuture<byte[]> block) throws IOException {
    try {
      return block.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a block");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new FileException(Reason.LOCAL_FAILURE, "a fetch failed unexpectedly", e);
    }
  }
}
