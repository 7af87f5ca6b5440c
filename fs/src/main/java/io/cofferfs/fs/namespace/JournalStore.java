package io.cofferfs.fs.namespace;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.s3.ObjectBody;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.Pages;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The journals of moves in a bucket, {@code .coffer/moves/} under the volume's prefix. There is one
 * for each directory that something moves to, so that of two who would move there one is refused.
 * They change from one version to the next: who has another one in mind is told so.
 */
final class JournalStore {

  private final ObjectStore store;
  private final String prefix;

  /**
   * @param prefix of the volume
   */
  JournalStore(ObjectStore store, String prefix) {
    this.store = store;
    this.prefix = prefix;
  }

  /** The key of the journal of a move to this directory, which tells nothing about its name. */
  private String keyOf(MoveRecord record) {
    return prefix + FilePath.MOVES + Fingerprints.name(record.keys().to());
  }

  /** Makes a journal; empty if there is one for that directory. */
  Optional<StoredJournal> create(MoveRecord record) throws IOException {
    return write(keyOf(record), record, Precondition.ifAbsent());
  }

  /** Makes a journal that is in nobody's way. */
  void createApart(MoveRecord record) throws IOException {
    write(prefix + FilePath.MOVES + "undone-" + record.move(), record, Precondition.none());
  }

  /** Makes a journal the next version of itself; empty if it is another's by now. */
  Optional<StoredJournal> replace(StoredJournal journal, MoveRecord next) throws IOException {
    return write(journal.key(), next, Precondition.ifMatch(journal.version()));
  }

  private Optional<StoredJournal> write(String key, MoveRecord record, Precondition precondition)
      throws IOException {
    byte[] bytes = record.encoded();
    try {
      ETag version = store.put(key, PartBody.of(bytes), Map.of(), precondition).etag();
      return Optional.of(new StoredJournal(key, record, version));
    } catch (ObjectStoreException e) {
      return switch (e.reason()) {
        case NOT_FOUND -> Optional.empty();
        // The store may have done it for a first try, whose answer was lost.
        case PRECONDITION_FAILED, OUTCOME_UNKNOWN -> written(key, bytes, e);
        default -> throw e;
      };
    }
  }

  private Optional<StoredJournal> written(String key, byte[] bytes, ObjectStoreException failure)
      throws IOException {
    Optional<Found> found = read(key);
    if (found.isPresent() && found.get().bytes().equals(ByteBuffer.wrap(bytes))) {
      return Optional.of(new StoredJournal(key, MoveRecord.decoded(bytes), found.get().version()));
    }
    if (failure.reason() == Reason.OUTCOME_UNKNOWN) {
      throw failure;
    }
    return Optional.empty();
  }

  private record Found(ByteBuffer bytes, ETag version) {}

  private Optional<Found> read(String key) throws IOException {
    try (ObjectBody body = store.get(key, Optional.empty(), Optional.empty())) {
      return Optional.of(
          new Found(ByteBuffer.wrap(body.stream().readAllBytes()), body.info().etag()));
    } catch (ObjectStoreException e) {
      if (e.reason() == Reason.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The journal of this key; {@code DAMAGED} if it cannot be one of this volume. */
  Optional<StoredJournal> load(String key) throws IOException {
    Optional<Found> found = read(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    MoveRecord record = MoveRecord.decoded(found.get().bytes().array());
    requireOurs(record.keys().from());
    requireOurs(record.keys().to());
    return Optional.of(new StoredJournal(key, record, found.get().version()));
  }

  /** Whoever can write a journal must not have things deleted that he cannot reach himself. */
  private void requireOurs(String key) throws FileException {
    boolean ours =
        key.startsWith(prefix)
            && key.length() > prefix.length()
            && key.endsWith("/")
            && !key.startsWith(prefix + FilePath.RESERVED_NAME + '/');
    if (!ours) {
      throw new FileException(
          FileException.Reason.DAMAGED, "the journal of a rename names what is not in this volume");
    }
  }

  void remove(StoredJournal journal) throws IOException {
    try {
      store.delete(journal.key(), Precondition.ifMatch(journal.version()));
    } catch (ObjectStoreException e) {
      if (e.reason() != Reason.NOT_FOUND && e.reason() != Reason.PRECONDITION_FAILED) {
        throw e;
      }
    }
  }

  /** All journals, living or not. */
  List<ListedObject> list() throws IOException {
    List<ListedObject> journals = new ArrayList<>();
    Pages.each(
        store, ListRequest.tree(prefix + FilePath.MOVES), page -> journals.addAll(page.objects()));
    return journals;
  }
}
