package io.cofferfs.fs.bulk;

import io.cofferfs.fs.bulk.Cancellation.CancelledException;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Runs a task on every object of a scope, several at once. Objects are listed no faster than they
 * are worked on, so that a bucket may have any number of them. For one run.
 */
public final class BulkRun {
  private static final int MAX_ATTEMPTS = 4;

  /** So many objects in a row that the store could not serve mean that it is down. */
  private static final int MAX_UNAVAILABLE = 32;

  private final Scope scope;
  private final Workers workers;
  private final Tally tally;
  private final Consumer<Finding> findings;
  private final Semaphore room;
  private final AtomicInteger unavailable = new AtomicInteger();
  private final AtomicReference<Throwable> fatal = new AtomicReference<>();

  /**
   * @param findings is called by one thread at a time, while the job runs
   */
  public BulkRun(Scope scope, Workers workers, Tally tally, Consumer<Finding> findings) {
    this.scope = scope;
    this.workers = workers;
    this.tally = tally;
    this.findings = findings;
    this.room = new Semaphore(workers.parallel());
  }

  /**
   * Returns when every object was dealt with, or none is under way any more after the cancellation
   * was requested.
   *
   * @throws IOException if the bucket cannot be listed, or the store is down or breaks a promise
   */
  public void run(BulkTask task) throws IOException {
    try {
      scope.visit(object -> begin(object, task));
    } finally {
      room.acquireUninterruptibly(workers.parallel());
    }
    Throwable failure = fatal.get();
    if (failure instanceof IOException e) {
      throw e;
    }
    if (failure != null) {
      throw new IllegalStateException("an object was not dealt with", failure);
    }
  }

  /** Waits for a thread to be free; false if no more objects are wanted. */
  private boolean begin(ListedObject object, BulkTask task) {
    room.acquireUninterruptibly();
    if (isOver()) {
      room.release();
      return false;
    }
    workers.begin(
        () -> {
          try {
            deal(object, task);
          } catch (RuntimeException | Error e) {
            fatal.compareAndSet(null, e);
          } finally {
            room.release();
          }
        });
    return true;
  }

  private boolean isOver() {
    return workers.cancellation().isRequested() || fatal.get() != null;
  }

  private void deal(ListedObject object, BulkTask task) {
    Meter meter = new Meter(tally);
    try {
      Result result = resultOf(object, task, meter);
      meter.settle(object.length());
      tell(object.key(), result);
    } catch (CancelledException e) {
      meter.settle(0);
    }
  }

  private Result resultOf(ListedObject object, BulkTask task, Meter meter)
      throws CancelledException {
    try {
      String path = scope.path(object.key());
      Result result = attempt(new Item(object, path, meter), task);
      unavailable.set(0);
      return result;
    } catch (CancelledException e) {
      throw e;
    } catch (IOException e) {
      noteState(e);
      return Failures.describe(e);
    }
  }

  private Result attempt(Item item, BulkTask task) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return task.work(item);
      } catch (ObjectStoreException e) {
        boolean withheld = isFor(e, Reason.NOT_FOUND) && scope.isListed(item.key());
        boolean last = attempt == MAX_ATTEMPTS;
        if (withheld && last) {
          throw new DamageException(Outcome.MISSING_BODY, "listed, but not there");
        }
        // What is listed again may be new, of a writer who deletes and writes.
        if (last || !(withheld || isWorthAnotherLook(e))) {
          throw e;
        }
      }
    }
  }

  private static boolean isWorthAnotherLook(ObjectStoreException failure) {
    return isFor(failure, Reason.PRECONDITION_FAILED) || isFor(failure, Reason.OUTCOME_UNKNOWN);
  }

  /** Stops the job if the next object will not fare better, or must not be tried. */
  private void noteState(IOException failure) {
    if (!isFor(failure, Reason.UNAVAILABLE)) {
      unavailable.set(0);
    } else if (unavailable.incrementAndGet() >= MAX_UNAVAILABLE) {
      fatal.compareAndSet(null, failure);
    }
    // A server that does not encrypt as it was asked must not get more.
    if (isFor(failure, Reason.BROKEN_PROMISE)) {
      fatal.compareAndSet(null, failure);
    }
  }

  private static boolean isFor(IOException failure, Reason reason) {
    return failure instanceof ObjectStoreException store && store.reason() == reason;
  }

  private void tell(String key, Result result) {
    tally.dealtWith(result.outcome());
    if (result.isWorthTelling()) {
      Finding finding = new Finding(shown(key), result.outcome(), result.detail());
      synchronized (findings) {
        findings.accept(finding);
      }
    }
  }

  private String shown(String key) {
    try {
      return scope.path(key);
    } catch (IOException e) {
      return scope.bareName(key);
    }
  }
}
