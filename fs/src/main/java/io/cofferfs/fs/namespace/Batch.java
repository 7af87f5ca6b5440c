package io.cofferfs.fs.namespace;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Calls made at once, a bounded number in flight. After the first failure no more are begun. For
 * one thread to feed and finish.
 */
final class Batch {
  private final Executor executor;
  private final int bound;
  private final Semaphore room;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  Batch(Executor executor, int bound) {
    this.executor = executor;
    this.bound = bound;
    this.room = new Semaphore(bound);
  }

  /** One call of the batch. */
  interface Call {
    void make() throws IOException;
  }

  /** Begins a call, waiting for room; or does nothing because an earlier one has failed. */
  void add(Call call) {
    room.acquireUninterruptibly();
    if (hasFailed()) {
      room.release();
      return;
    }
    executor.execute(
        () -> {
          try {
            call.make();
          } catch (IOException | RuntimeException | Error e) {
            failure.compareAndSet(null, e);
          } finally {
            room.release();
          }
        });
  }

  boolean hasFailed() {
    return failure.get() != null;
  }

  /** Waits for the calls under way. */
  void settle() {
    room.acquireUninterruptibly(bound);
    room.release(bound);
  }

  /** Waits for the calls under way, and throws what the first failed one threw. */
  void finish() throws IOException {
    settle();
    Throwable first = failure.get();
    if (first instanceof IOException e) {
      throw e;
    }
    if (first != null) {
      throw new IllegalStateException("a call of the batch failed unexpectedly", first);
    }
  }
}
