package io.cofferfs.fs.bulk;

import io.cofferfs.fs.s3.ObjectStoreException;
import java.io.IOException;

/**
 * Gives objects another SSE-C key where they are. Each is re-keyed whole or not at all, so at any
 * time every object opens with the old key or with the new one; which of them is all the state
 * there is.
 */
public final class Rotation extends BulkTask {
  private final Rekeying rekeying;
  private final boolean dryRun;

  /** The keys of a bucket. Thread-safe. */
  public interface Rekeying {

    /** Whether the object opens with the new key. */
    boolean isDone(String key) throws ObjectStoreException;

    /**
     * Brings the object under the new key, on the server where it can, with all its metadata;
     * {@code PRECONDITION_FAILED} if somebody changed it meanwhile.
     *
     * @return false if it was under that key before
     */
    boolean rekey(String key) throws ObjectStoreException;
  }

  /**
   * @param dryRun whether only to tell what would be done
   */
  public Rotation(Rekeying rekeying, boolean dryRun) {
    this.rekeying = rekeying;
    this.dryRun = dryRun;
  }

  @Override
  Result work(Item item) throws IOException {
    if (dryRun) {
      return Result.of(rekeying.isDone(item.key()) ? Outcome.UP_TO_DATE : Outcome.PENDING);
    }
    return Result.of(rekeying.rekey(item.key()) ? Outcome.REKEYED : Outcome.UP_TO_DATE);
  }
}
