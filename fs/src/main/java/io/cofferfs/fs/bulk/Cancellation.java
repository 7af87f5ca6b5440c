package io.cofferfs.fs.bulk;

import java.io.IOException;

/** Somebody's wish to stop, which a job looks at again and again. Thread-safe. */
public final class Cancellation {
  private volatile boolean requested;

  /** Lets nothing new begin, and ends what is under way at its next step. */
  public void request() {
    requested = true;
  }

  public boolean isRequested() {
    return requested;
  }

  void check() throws CancelledException {
    if (requested) {
      throw new CancelledException();
    }
  }

  /** A task was ended before it was done; the object is as it was. */
  static final class CancelledException extends IOException {
    private static final long serialVersionUID = 1;

    CancelledException() {
      super("cancelled");
    }
  }
}
