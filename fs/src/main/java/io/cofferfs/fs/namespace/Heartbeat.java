package io.cofferfs.fs.namespace;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Renews a journal from time to time, on a thread of its own, until it is closed. */
final class Heartbeat implements AutoCloseable {
  private final ScheduledExecutorService thread;
  private final Future<?> beating;

  private Heartbeat(ScheduledExecutorService thread, Future<?> beating) {
    this.thread = thread;
    this.beating = beating;
  }

  static Heartbeat of(MoveJournal journal) {
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread made = new Thread(task, "rename-journal");
              made.setDaemon(true);
              return made;
            });
    long millis = MoveJournal.BEAT.toMillis();
    return new Heartbeat(
        thread,
        thread.scheduleWithFixedDelay(journal::beat, millis, millis, TimeUnit.MILLISECONDS));
  }

  /** A renewal that is under way comes to its end. */
  @Override
  public void close() {
    beating.cancel(/* mayInterruptIfRunning= */ false);
    thread.shutdown();
  }
}
