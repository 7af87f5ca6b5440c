package io.cofferfs.cli.mount;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a mount that was told to end: its uploads have a limited time, and the log says what
 * they are waiting for. Whoever tells it a second time does not want to wait any longer.
 */
public final class Shutdown {
  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

  // Within the 90 seconds that systemd gives a process, often enough that the log tells what was
  // missing.
  private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(10);

  private final Duration limit;
  private final Supplier<Pending> pending;
  private final Ending ending;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CountDownLatch hurried = new CountDownLatch(1);

  /** How the process ends when time is up. */
  public interface Ending {
    /** Ends it, without waiting for anything. */
    void now(Pending left);
  }

  /**
   * @param limit from the first signal on
   */
  public Shutdown(Duration limit, Supplier<Pending> pending, Ending ending) {
    this.limit = limit;
    this.pending = pending;
    this.ending = ending;
  }

  /** Takes a signal: the first one has {@code unmounting} done, the next one ends the process. */
  void signalled(String signal, Runnable unmounting) {
    if (begun.compareAndSet(false, true)) {
      LOG.info("ending on {}", signal);
      Thread watch = new Thread(this::watch, "shutdown");
      watch.setDaemon(true);
      watch.start();
      unmounting.run();
    } else {
      LOG.info("ending at once on another {}", signal);
      hurried.countDown();
    }
  }

  private void watch() {
    try {
      long end = System.nanoTime() + limit.toNanos();
      long left = limit.toNanos();
      while (left > 0
          && !hurried.await(Math.min(left, BETWEEN_REPORTS.toNanos()), TimeUnit.NANOSECONDS)) {
        LOG.info("still there: {}", pending.get().summary());
        left = end - System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Pending lost = pending.get();
    if (!lost.isNone()) {
      LOG.error("ending with this not in the bucket: {}", lost.summary());
    }
    ending.now(lost);
  }
}
