package io.cofferfs.fs.namespace;

import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.volume.FilePath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Removals that are promised and not made yet. They are made many at once, when enough have come
 * together, when the first of them has waited long enough, or when somebody waits for one. Guarded
 * by itself; requests are made without the lock.
 */
final class RemovalQueue implements AutoCloseable {
  /** What one request takes. */
  private static final int BATCH = 1000;

  /** So much is promised at most; the next one waits. */
  private static final int MAX_PROMISED = 8 * BATCH;

  private final Requests requests;
  private final Maker maker;
  private final long delayMillis;
  private final ScheduledThreadPoolExecutor timer;
  private final List<Sent> sent = new ArrayList<>();
  private List<Removal> waiting = new ArrayList<>();
  private boolean timed;

  /** Makes removals, and sees to what becomes of each. */
  interface Maker {
    void make(List<Removal> removals);
  }

  /** A batch under way. */
  private record Sent(List<Removal> removals, CompletableFuture<List<Removal>> end) {}

  /**
   * @param delay that a removal waits for others at most
   */
  RemovalQueue(Requests requests, Maker maker, Duration delay) {
    this.requests = requests;
    this.maker = maker;
    this.delayMillis = delay.toMillis();
    this.timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "removals");
              thread.setDaemon(true);
              return thread;
            });
    timer.setKeepAliveTime(10, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Takes a removal, once there is room for it. */
  synchronized void add(Removal removal) throws ObjectStoreException {
    awaitRoom();
    waiting.add(removal);
    if (waiting.size() >= BATCH) {
      send();
    } else if (!timed) {
      timed = true;
      Future<?> unused = timer.schedule(this::sendInTime, delayMillis, TimeUnit.MILLISECONDS);
    }
  }

  private int promised() {
    return waiting.size() + sent.stream().mapToInt(batch -> batch.removals().size()).sum();
  }

  private void awaitRoom() throws ObjectStoreException {
    try {
      while (promised() >= MAX_PROMISED) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ObjectStoreException(Reason.UNAVAILABLE, "interrupted before a removal", e);
    }
  }

  private synchronized void sendInTime() {
    timed = false;
    send();
  }

  private synchronized void send() {
    if (waiting.isEmpty()) {
      return;
    }
    List<Removal> removals = waiting;
    waiting = new ArrayList<>();
    CompletableFuture<List<Removal>> end =
        requests.start(
            () -> {
              maker.make(removals);
              return removals;
            });
    Sent batch = new Sent(removals, end);
    sent.add(batch);
    Future<?> unused = end.whenComplete((made, failure) -> ended(batch));
  }

  private synchronized void ended(Sent batch) {
    sent.remove(batch);
    notifyAll();
  }

  /** Returns when what has been promised of these names was tried. */
  void settle(Predicate<FilePath> names) {
    concerned(names).forEach(CompletableFuture::join);
  }

  private synchronized List<CompletableFuture<List<Removal>>> concerned(Predicate<FilePath> names) {
    if (has(waiting, names)) {
      send();
    }
    return sent.stream().filter(batch -> has(batch.removals(), names)).map(Sent::end).toList();
  }

  private static boolean has(List<Removal> removals, Predicate<FilePath> names) {
    return removals.stream().anyMatch(removal -> names.test(removal.path()));
  }

  /** Ends after everything that was promised was tried. */
  @Override
  public void close() {
    settle(path -> true);
    timer.shutdown();
  }
}
