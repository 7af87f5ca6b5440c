package io.cofferfs.fs.read;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads that fetch. What a reader waits for goes before what is prefetched, and some threads are
 * kept free of prefetching, so that a random reader does not wait for megabytes of a sequential
 * one. Thread-safe.
 */
final class FetchPool implements AutoCloseable {
  private static final long CLOSE_SECONDS = 5;

  private final Consumer<Fetch> fetcher;
  private final int maxPrefetches;
  private final ThreadPoolExecutor threads;
  private final Object lock = new Object();
  private final Queue<Fetch> demands = new ArrayDeque<>();
  private final Queue<Fetch> prefetches = new ArrayDeque<>();
  private int prefetching;
  private boolean closed;

  FetchPool(int parallelFetches, Consumer<Fetch> fetcher) {
    this.fetcher = fetcher;
    this.maxPrefetches = Math.max(1, parallelFetches - Math.max(1, parallelFetches / 8));
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            parallelFetches,
            parallelFetches,
            /* keepAliveTime= */ 0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> daemon(task, number.incrementAndGet()));
    // A machine that has no threads left is better noticed now than by a reader that waits.
    threads.prestartAllCoreThreads();
  }

  private static Thread daemon(Runnable task, int number) {
    Thread thread = new Thread(task, "cofferfs-fetch-" + number);
    thread.setDaemon(true);
    return thread;
  }

  /** Runs the fetch soon; once the pool is closed, fails it. */
  void submit(Fetch fetch) {
    synchronized (lock) {
      if (!closed) {
        (fetch.isDemand() ? demands : prefetches).add(fetch);
        threads.execute(this::runNext);
        return;
      }
    }
    fail(fetch);
  }

  private void runNext() {
    Fetch fetch = next();
    if (fetch == null) {
      return; // As many prefetches as may run do so, and the first to end takes the next one.
    }
    try {
      fetcher.accept(fetch);
    } finally {
      ended(fetch);
    }
  }

  private @Nullable Fetch next() {
    synchronized (lock) {
      if (!demands.isEmpty() || prefetching == maxPrefetches) {
        return demands.poll();
      }
      Fetch prefetch = prefetches.poll();
      prefetching += prefetch == null ? 0 : 1;
      return prefetch;
    }
  }

  private void ended(Fetch fetch) {
    synchronized (lock) {
      if (!fetch.isDemand()) {
        prefetching--;
        if (!prefetches.isEmpty()) {
          threads.execute(this::runNext);
        }
      }
    }
  }

  /** Fails what has not begun, interrupts what has, and waits a little for that to end. */
  @Override
  public void close() {
    List<Fetch> waiting = new ArrayList<>();
    synchronized (lock) {
      closed = true;
      waiting.addAll(demands);
      waiting.addAll(prefetches);
      demands.clear();
      prefetches.clear();
      threads.shutdownNow();
    }
    waiting.forEach(FetchPool::fail);
    try {
      threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void fail(Fetch fetch) {
    fetch.fail(new FileException(Reason.BAD_HANDLE, "the volume is closed for reading"));
  }
}
