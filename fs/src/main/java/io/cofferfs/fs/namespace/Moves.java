package io.cofferfs.fs.namespace;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The moves of directories that this mount makes, and the ends that it makes of others, in the
 * background where they have to wait.
 */
final class Moves implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Moves.class);
  private static final int SECONDS_BETWEEN_PASSES = 30;
  private static final int ATTEMPTS = 3;

  private final MoveRecovery recovery;
  private final JournalStore journals;
  private final Clock clock;
  private final Runnable afterRecovery;
  private final ScheduledThreadPoolExecutor later;
  private final AtomicBoolean planned = new AtomicBoolean();
  private volatile boolean owing;

  /**
   * @param afterRecovery run when the tree may have changed by the end of a move
   */
  Moves(MoveRecovery recovery, Clock clock, Runnable afterRecovery) {
    this.recovery = recovery;
    this.journals = recovery.journals();
    this.clock = clock;
    this.afterRecovery = afterRecovery;
    this.later =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "rename-recovery");
              thread.setDaemon(true);
              return thread;
            });
    later.setKeepAliveTime(SECONDS_BETWEEN_PASSES, TimeUnit.SECONDS);
    later.allowCoreThreadTimeOut(true);
    later.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** One move of this mount. If it is not over when this is closed, it will be ended later. */
  final class Move implements AutoCloseable {
    private final MoveJournal journal;
    private final Heartbeat heartbeat;
    private boolean over;

    private Move(MoveJournal journal) {
      this.journal = journal;
      this.heartbeat = Heartbeat.of(journal);
    }

    /** What its copies are marked with. */
    String mark() {
      return journal.record().move();
    }

    /** Throws unless this mount still has the move. */
    void requireHeld() throws IOException {
      journal.requireHeld();
    }

    /** From here on the move is completed, whatever happens. */
    void copied(Fingerprints all) throws IOException {
      journal.advance(journal.record().deleting(all.sorted()));
    }

    /** Deletes the sources; whether nothing else was among them. Insists. */
    boolean deleteSources() throws IOException {
      for (int attempt = 1; ; attempt++) {
        try {
          boolean all = recovery.finish(journal);
          over = true;
          return all;
        } catch (IOException e) {
          if (attempt == ATTEMPTS || journal.isLost()) {
            throw e;
          }
        }
      }
    }

    /** Deletes the copies after a failure; what goes wrong with that is added to it. */
    void undo(Exception failure) {
      try {
        journal.advance(journal.record().undoing());
        recovery.end(journal, /* mayHaveStragglers= */ false);
        over = true;
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }

    @Override
    public void close() {
      heartbeat.close();
      recovery.isOver(journal.record());
      if (!over) {
        owing = true;
        planPass();
      }
    }
  }

  /** Begins a move; {@code BUSY} while another one goes to the same directory. */
  Move begin(MoveRecord.Keys keys) throws IOException {
    MoveRecord record = MoveRecord.begin(recovery.owners().self(), keys);
    recovery.isLiving(record);
    Instant begun = clock.instant();
    try {
      Optional<StoredJournal> first = journals.create(record);
      Optional<StoredJournal> made = first.isPresent() ? first : createAfterPass(record);
      return new Move(new MoveJournal(journals, clock, made.orElseThrow(Moves::busy), begun));
    } catch (IOException | RuntimeException e) {
      // If there is a journal all the same, it says that nothing is copied yet.
      recovery.isOver(record);
      owing = true;
      planPass();
      throw e;
    }
  }

  private Optional<StoredJournal> createAfterPass(MoveRecord record) throws IOException {
    recovery.pass();
    return journals.create(record);
  }

  private static FileException busy() {
    return new FileException(
        Reason.BUSY, "another directory is being renamed to this one, perhaps by another mount");
  }

  /** Ends what dead mounts have left; those that may still live are looked at again later. */
  void recover() {
    boolean done = false;
    try {
      done = recovery.pass();
      owing &= !done;
    } catch (IOException e) {
      LOG.warn("renames that were interrupted cannot be ended yet: {}", e.getMessage());
    }
    afterRecovery.run();
    if (!done) {
      planPass();
    }
  }

  private void planPass() {
    if (!later.isShutdown() && planned.compareAndSet(false, true)) {
      Future<?> unused = later.schedule(this::passAgain, SECONDS_BETWEEN_PASSES, TimeUnit.SECONDS);
    }
  }

  private void passAgain() {
    planned.set(false);
    recover();
  }

  @Override
  public void close() {
    later.shutdown();
    recovery.close();
    if (!owing) {
      recovery.owners().ended();
    }
  }
}
