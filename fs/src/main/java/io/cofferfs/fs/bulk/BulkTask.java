package io.cofferfs.fs.bulk;

import java.io.IOException;

/** What a job does with each object. Thread-safe. */
public abstract sealed class BulkTask
    permits Verification,
        WholeVerification,
        PlainVerification,
        Reencryption,
        Migration,
        Rotation,
        Warming,
        WithoutInstructions {

  /**
   * Works on one object, or finds that nothing is to be done. What it throws becomes an outcome;
   * where another writer got in between ({@code PRECONDITION_FAILED}) or an answer was lost, it is
   * called again and looks at the object anew.
   */
  abstract Result work(Item item) throws IOException;
}
