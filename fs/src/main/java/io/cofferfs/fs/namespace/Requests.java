package io.cofferfs.fs.namespace;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads for requests that are made at once. What somebody waits for never queues behind what was
 * only thought of ahead: it gets a thread of its own.
 */
final class Requests implements AutoCloseable {
  private final ExecutorService demand;
  private final ExecutorService ahead;
  private final int parallel;

  Requests(int parallel) {
    this.parallel = parallel;
    this.demand = Executors.newCachedThreadPool(daemons("namespace"));
    this.ahead = Executors.newFixedThreadPool(parallel, daemons("namespace-ahead"));
  }

  /** A request or several that depend on each other. */
  interface Call<T> {
    T make() throws IOException;
  }

  private static ThreadFactory daemons(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Makes a call that somebody will {@link #await}. */
  <T> CompletableFuture<T> start(Call<T> call) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return call.make();
          } catch (IOException e) {
            throw new CompletionException(e);
          }
        },
        demand);
  }

  /** Runs a task that somebody waits for, in a way of their own. */
  void run(Runnable task) {
    demand.execute(task);
  }

  /** Runs a task that nobody waits for after a while, unless these are closed by then. */
  void later(Runnable task, Duration delay) {
    CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, demand)
        .execute(task);
  }

  /** Runs the task when there is a thread to spare. */
  void ahead(Runnable task) {
    ahead.execute(task);
  }

  /** A batch of calls, as many at once as the settings allow. */
  Batch batch() {
    return new Batch(demand, parallel);
  }

  static <T> T await(CompletableFuture<T> future) throws IOException {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    ahead.shutdownNow();
    demand.shutdown();
  }
}
