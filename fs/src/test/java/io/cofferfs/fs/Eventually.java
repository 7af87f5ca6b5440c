package io.cofferfs.fs;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for what another thread brings about. */
public final class Eventually {
  private static final long PATIENCE_SECONDS = 30;

  private Eventually() {}

  /** Returns when the condition holds, soon after it does; fails if it does not. */
  public static void holds(Callable<Boolean> condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!isTrue(condition)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not so within " + PATIENCE_SECONDS + " s");
      }
      Thread.onSpinWait();
    }
  }

  private static boolean isTrue(Callable<Boolean> condition) {
    try {
      return condition.call();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
