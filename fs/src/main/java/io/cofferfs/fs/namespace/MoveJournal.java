package io.cofferfs.fs.namespace;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal of a move that this mount works on. It is renewed while the move lasts, so that other
 * mounts see that it lives; who could not renew it for a while has to take it for lost, and stop.
 * Guarded by itself.
 */
final class MoveJournal implements MoveSweep.Guard {
  private static final Logger LOG = LoggerFactory.getLogger(MoveJournal.class);

  static final Duration BEAT = Duration.ofSeconds(15);

  /** How long a renewal is good for. */
  static final Duration VALID = Duration.ofSeconds(60);

  /**
   * How long a journal is looked at without a change before it is taken over: longer than it is
   * valid, for clocks that run at other speeds and requests that are slow.
   */
  static final Duration DEAD_AFTER = Duration.ofMinutes(3);

  private final JournalStore journals;
  private final Clock clock;
  private StoredJournal stored;
  private Instant renewed;
  private boolean lost;
  private boolean removed;

  /**
   * @param asOf when the request for {@code stored} was begun
   */
  MoveJournal(JournalStore journals, Clock clock, StoredJournal stored, Instant asOf) {
    this.journals = journals;
    this.clock = clock;
    this.stored = stored;
    this.renewed = asOf;
  }

  synchronized MoveRecord record() {
    return stored.record();
  }

  @Override
  public synchronized void requireHeld() throws FileException {
    if (lost || clock.instant().isAfter(renewed.plus(VALID))) {
      throw lost();
    }
  }

  private FileException lost() {
    lost = true;
    return new FileException(Reason.STALE, "another mount has taken over what is left of a rename");
  }

  /** Whether somebody else may be working on this move by now. */
  synchronized boolean isLost() {
    return lost;
  }

  /** Says that the move lives. */
  synchronized void beat() {
    if (lost || removed) {
      return;
    }
    try {
      advance(stored.record().beaten());
    } catch (IOException e) {
      LOG.info("the journal of a rename was not renewed: {}", e.getMessage());
    }
  }

  /** Goes over to another state. If that fails, it may have happened all the same. */
  synchronized void advance(MoveRecord next) throws IOException {
    requireHeld();
    Instant begun = clock.instant();
    Optional<StoredJournal> written = journals.replace(stored, next);
    if (written.isEmpty()) {
      throw lost();
    }
    stored = written.get();
    renewed = begun;
  }

  synchronized void remove() throws IOException {
    journals.remove(stored);
    removed = true;
  }
}
