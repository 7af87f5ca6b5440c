package io.cofferfs.fs.bulk;

import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.volume.StoredEnvelope;
import java.io.IOException;

/**
 * Works on the objects of the S3 Encryption Client, and passes over their instruction files: what
 * these say counts when the objects are opened that they belong to.
 */
public final class WithoutInstructions extends BulkTask {
  private final ObjectStore store;
  private final BulkTask task;

  /**
   * @param store where the objects are
   * @param task what is done with all others
   */
  public WithoutInstructions(ObjectStore store, BulkTask task) {
    this.store = store;
    this.task = task;
  }

  @Override
  Result work(Item item) throws IOException {
    return StoredEnvelope.isInstructionFile(store, item.key())
        ? Result.of(Outcome.INSTRUCTIONS)
        : task.work(item);
  }
}
