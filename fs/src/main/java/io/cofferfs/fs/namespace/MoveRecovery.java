package io.cofferfs.fs.namespace;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.namespace.MoveRecord.State;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.s3.ObjectStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the moves of directories whose owner died: those that were copying are undone, those that
 * were deleting are completed. Nothing but deletions takes place, of what the journal and the marks
 * of copies name, so that it may be done twice, by two at once, and by who has no key. One pass at
 * a time; its owner decides when.
 */
public final class MoveRecovery implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MoveRecovery.class);
  private static final int PARALLEL_REQUESTS = 32;

  private final ObjectStore store;
  private final JournalStore journals;
  private final MoveOwners owners;
  private final Clock clock;
  private final Requests requests;
  private final Map<String, Sighting> sightings = new HashMap<>();
  private final Set<String> living = ConcurrentHashMap.newKeySet();

  /** A version of a journal, and when it was first met. */
  private record Sighting(String version, Instant since) {}

  /**
   * @param prefix of the volume
   * @param owners tells whose moves can be taken over at once
   */
  public MoveRecovery(ObjectStore store, String prefix, MoveOwners owners, Clock clock) {
    this.store = store;
    this.journals = new JournalStore(store, prefix);
    this.owners = owners;
    this.clock = clock;
    this.requests = new Requests(PARALLEL_REQUESTS);
  }

  JournalStore journals() {
    return journals;
  }

  MoveOwners owners() {
    return owners;
  }

  /** Leaves the move alone until {@link #isOver}: this process works on it. */
  void isLiving(MoveRecord record) {
    living.add(record.move());
  }

  void isOver(MoveRecord record) {
    living.remove(record.move());
  }

  /** Journals of moves that began and did not end, living or not. */
  public List<ListedObject> journalsFound() throws IOException {
    return journals.list();
  }

  /**
   * Ends what can be ended now.
   *
   * @return whether nothing is left for another pass
   */
  public synchronized boolean pass() throws IOException {
    boolean done = true;
    for (ListedObject listed : journals.list()) {
      done &= look(listed);
    }
    return done;
  }

  private boolean look(ListedObject listed) throws IOException {
    Sighting sighting = sighting(listed);
    boolean silent = clock.instant().isAfter(sighting.since().plus(MoveJournal.DEAD_AFTER));
    try {
      Optional<StoredJournal> journal = journals.load(listed.key());
      if (journal.isEmpty()) {
        return true;
      }
      MoveRecord record = journal.get().record();
      if (living.contains(record.move())) {
        return true;
      }
      boolean waiting = record.state() == State.UNDONE && !silent;
      return !waiting && (silent || isDead(record.owner())) && end(journal.get());
    } catch (FileException e) {
      LOG.warn("a rename that did not end is left alone: {}", e.getMessage());
      return true;
    }
  }

  private Sighting sighting(ListedObject listed) {
    String version = listed.etag().value();
    Sighting known = sightings.get(listed.key());
    if (known == null || !known.version().equals(version)) {
      known = new Sighting(version, clock.instant());
      sightings.put(listed.key(), known);
    }
    return known;
  }

  private boolean isDead(String owner) {
    return owner.equals(owners.self()) || owners.isDead(owner);
  }

  /** Ends a move whoever works on it, who finds that out before the next change is made. */
  public synchronized boolean end(String journalKey) throws IOException {
    Optional<StoredJournal> journal = journals.load(journalKey);
    return journal.isEmpty() || end(journal.get());
  }

  /** Whether it is ended: false if another one was faster to take it, or a second look is due. */
  private boolean end(StoredJournal found) throws IOException {
    String before = found.record().owner();
    Instant begun = clock.instant();
    Optional<StoredJournal> taken = journals.replace(found, takenOver(found.record()));
    if (taken.isEmpty()) {
      return false;
    }
    boolean others = !before.equals(owners.self());
    MoveJournal journal = new MoveJournal(journals, clock, taken.get(), begun);
    boolean ended;
    try (Heartbeat beating = Heartbeat.of(journal)) {
      ended = end(journal, others);
    }
    if (others) {
      owners.forget(before);
    }
    return ended;
  }

  private MoveRecord takenOver(MoveRecord record) {
    MoveRecord mine = record.ownedBy(owners.self());
    return record.state() == State.COPYING ? mine.undoing() : mine;
  }

  /**
   * Ends a move that is held.
   *
   * @param mayHaveStragglers whether requests of another process may still make copies
   */
  boolean end(MoveJournal journal, boolean mayHaveStragglers) throws IOException {
    MoveRecord record = journal.record();
    if (record.state() == State.DELETING) {
      finish(journal);
      LOG.info("a rename of a directory that was interrupted is completed");
      return true;
    }
    MoveSweep sweep = new MoveSweep(store, requests, record, MoveSweep.Guard.NONE);
    sweep.deleteCopies();
    boolean again = mayHaveStragglers && record.state() == State.UNDOING;
    if (again) {
      journals.createApart(record.undone());
    }
    journal.remove();
    LOG.info("a rename of a directory that was interrupted is undone");
    return !again;
  }

  /** Deletes the sources; whether nothing else was among them. */
  boolean finish(MoveJournal journal) throws IOException {
    boolean all = new MoveSweep(store, requests, journal.record(), journal).deleteSources();
    journal.remove();
    return all;
  }

  @Override
  public void close() {
    requests.close();
  }
}
