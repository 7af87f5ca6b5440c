package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The store as a process sees it that is killed at some request: that one, and all that it would
 * have made afterwards, fail. Thread-safe.
 */
public final class MortalObjectStore extends InterceptedObjectStore {
  private final AtomicLong left;
  private final boolean lastOneTakesEffect;

  /**
   * @param requests that are served
   * @param lastOneTakesEffect whether one more does its work, without an answer
   */
  public MortalObjectStore(ObjectStore delegate, long requests, boolean lastOneTakesEffect) {
    super(delegate);
    this.left = new AtomicLong(requests);
    this.lastOneTakesEffect = lastOneTakesEffect;
  }

  /** Whether the end has come. */
  public boolean isDead() {
    return left.get() < 0;
  }

  @Override
  <T> T intercept(Request request, long uploadedBytes, Call<T> call) throws ObjectStoreException {
    long remaining = left.decrementAndGet();
    if (remaining >= 0) {
      return call.make();
    }
    if (remaining == -1 && lastOneTakesEffect) {
      call.make();
    }
    throw new ObjectStoreException(Reason.UNAVAILABLE, request + ": killed by the test");
  }
}
