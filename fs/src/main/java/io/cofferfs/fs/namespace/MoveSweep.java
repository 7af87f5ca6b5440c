package io.cofferfs.fs.namespace;

import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectVersion;
import io.cofferfs.fs.s3.Precondition;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Takes one side of a move away, sources or copies: exactly the objects that were copied or are
 * copies, in the versions that the move has seen or made. What others have written there stays.
 */
final class MoveSweep {
  private final ObjectStore store;
  private final Requests requests;
  private final MoveRecord record;
  private final Guard guard;

  /** Refuses to go on once the move is another's. */
  interface Guard {
    Guard NONE = () -> {};

    void requireHeld() throws IOException;
  }

  MoveSweep(ObjectStore store, Requests requests, MoveRecord record, Guard guard) {
    this.store = store;
    this.requests = requests;
    this.record = record;
    this.guard = guard;
  }

  /** Deletes the sources that have their copy; whether nothing else was there. */
  boolean deleteSources() throws IOException {
    String directory = record.keys().from();
    boolean[] all = {true};
    new TreeListing(store, requests, directory)
        .feed(
            page -> {
              List<ObjectVersion> sources =
                  page.objects().stream()
                      .filter(object -> isCopied(object, directory))
                      .map(object -> new ObjectVersion(object.key(), object.etag()))
                      .toList();
              all[0] &= deleteAll(sources) && sources.size() == page.objects().size();
              return true;
            });
    return all[0];
  }

  /** Deletes these sources; whether none of them has changed since it was listed. */
  private boolean deleteAll(List<ObjectVersion> sources) throws IOException {
    if (sources.isEmpty()) {
      return true;
    }
    guard.requireHeld();
    Collection<ObjectStoreException> failures = store.deleteVersions(sources).values();
    for (ObjectStoreException failure : failures) {
      if (failure.reason() != ObjectStoreException.Reason.PRECONDITION_FAILED) {
        throw failure;
      }
    }
    return failures.isEmpty();
  }

  private boolean isCopied(ListedObject object, String directory) {
    return record.copied().contains(object.key().substring(directory.length()), object.etag());
  }

  /** Deletes the copies. */
  void deleteCopies() throws IOException {
    Batch batch = requests.batch();
    try {
      new TreeListing(store, requests, record.keys().to())
          .feed(
              page -> {
                page.objects().forEach(object -> batch.add(() -> deleteCopy(object.key())));
                return !batch.hasFailed();
              });
    } finally {
      batch.settle();
    }
    batch.finish();
  }

  private void deleteCopy(String key) throws IOException {
    try {
      ObjectInfo info = store.head(key);
      if (MoveMark.of(info).equals(Optional.of(record.move()))) {
        guard.requireHeld();
        delete(key, info.etag());
      }
    } catch (ObjectStoreException e) {
      switch (e.reason()) {
        // Gone, another's by now, or under a key that no copy of ours can be under.
        case NOT_FOUND, PRECONDITION_FAILED, WRONG_CUSTOMER_KEY -> {}
        default -> throw e;
      }
    }
  }

  private void delete(String key, ETag version) throws ObjectStoreException {
    try {
      store.delete(key, Precondition.ifMatch(version));
    } catch (ObjectStoreException e) {
      if (e.reason() != ObjectStoreException.Reason.OUTCOME_UNKNOWN) {
        throw e;
      }
      store.delete(key, Precondition.ifMatch(version));
    }
  }
}
