package io.cofferfs.fs.namespace;

import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.ObjectVersion;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes names: at once, or, in a run of removals, in this mount at once and in the bucket with
 * many others a moment later. What could not be removed there shows again here, and whoever waits
 * for it is told. A version that another mount has made meanwhile stays.
 */
final class Removals implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Removals.class);
  private static final int ATTEMPTS = 3;

  private final KnownTree known;
  private final ObjectStore store;
  private final Requests requests;
  private final RemovalRuns runs;
  private final RemovalQueue queue;
  private final RemovalFailures failures = new RemovalFailures();
  private final boolean late;
  private @Nullable CompletableFuture<Boolean> preparation;

  Removals(Layers layers, RemovalRuns runs) {
    this.known = layers.known();
    this.store = layers.store();
    this.requests = layers.requests();
    this.runs = runs;
    this.queue = new RemovalQueue(layers.requests(), this::make, layers.settings().removalDelay());
    this.late = !layers.settings().removalDelay().isZero();
  }

  /** Removes a name in the bucket, and says so in what is known. */
  interface AtOnce {
    void remove() throws IOException;
  }

  /**
   * Removes a name.
   *
   * @param now how, unless it goes with others
   */
  void remove(Removal removal, AtOnce now) throws IOException {
    FilePath path = removal.path();
    if (late && runs.goOn(path)) {
      promise(removal);
    } else {
      if (late && runs.mayGoOn(path.parent())) {
        prepare();
      }
      removeNow(path, now);
    }
    runs.removed(path);
  }

  /** What the next removals would wait for is found out meanwhile. */
  private synchronized void prepare() {
    if (preparation == null) {
      preparation =
          requests.start(
              () -> {
                store.prepareToDeleteVersions();
                return true;
              });
    }
  }

  private void promise(Removal removal) throws IOException {
    known.hidden().add(removal.path());
    known.absent(removal.path());
    try {
      queue.add(removal);
    } catch (IOException e) {
      shows(removal.path());
      throw e;
    }
  }

  private void removeNow(FilePath path, AtOnce now) throws IOException {
    try {
      now.remove();
      failures.forget(path);
    } catch (IOException e) {
      runs.end(path.parent());
      throw e;
    }
  }

  private void make(List<Removal> removals) {
    Map<String, ObjectStoreException> kept = delete(removals);
    for (Removal removal : removals) {
      ObjectStoreException failure = kept.get(removal.object().key());
      if (failure == null) {
        // Again, for the listings that were begun before the object was gone.
        known.absent(removal.path());
        known.hidden().remove(removal.path());
      } else {
        failed(removal.path(), failure);
      }
    }
    tell(kept);
  }

  private void failed(FilePath path, ObjectStoreException failure) {
    if (failure.reason() != Reason.PRECONDITION_FAILED) {
      failures.add(path, failure);
      runs.end(path.parent());
    }
    shows(path);
  }

  private void shows(FilePath path) {
    known.forget(path);
    known.hidden().remove(path);
  }

  private static void tell(Map<String, ObjectStoreException> kept) {
    List<ObjectStoreException> failed =
        kept.values().stream().filter(e -> e.reason() != Reason.PRECONDITION_FAILED).toList();
    if (!failed.isEmpty()) {
      log.warn(
          "{} names that programs have removed are there again: {}",
          failed.size(),
          failed.get(0).getMessage());
    }
    if (kept.size() > failed.size()) {
      log.info(
          "{} files that were removed here stay, as another mount has changed them",
          kept.size() - failed.size());
    }
  }

  private Map<String, ObjectStoreException> delete(List<Removal> removals) {
    List<ObjectVersion> left = removals.stream().map(Removal::object).toList();
    Map<String, ObjectStoreException> kept = deleteOnce(left);
    for (int attempt = 2; attempt <= ATTEMPTS; attempt++) {
      left = left.stream().filter(version -> mayGo(kept.get(version.key()))).toList();
      left.forEach(version -> kept.remove(version.key()));
      kept.putAll(deleteOnce(left));
    }
    return kept;
  }

  private static boolean mayGo(@Nullable ObjectStoreException failure) {
    return failure != null
        && (failure.reason() == Reason.UNAVAILABLE || failure.reason() == Reason.OUTCOME_UNKNOWN);
  }

  private Map<String, ObjectStoreException> deleteOnce(List<ObjectVersion> versions) {
    if (versions.isEmpty()) {
      return Map.of();
    }
    Map<String, ObjectStoreException> kept = new HashMap<>();
    try {
      kept.putAll(store.deleteVersions(versions));
    } catch (ObjectStoreException e) {
      versions.forEach(version -> kept.put(version.key(), e));
    } catch (RuntimeException bug) {
      ObjectStoreException e =
          new ObjectStoreException(Reason.REJECTED, "removals failed unexpectedly", bug);
      log.error("removals failed unexpectedly", bug);
      versions.forEach(version -> kept.put(version.key(), e));
    }
    return kept;
  }

  /**
   * Waits for what was promised of this path and of all below it; throws if something of that could
   * not be removed.
   */
  void settle(FilePath within) throws IOException {
    await(within);
    Optional<ObjectStoreException> failure = failures.take(within);
    if (failure.isPresent()) {
      throw new ObjectStoreException(
          failure.get().reason(),
          "a name that was removed is there again: " + failure.get().getMessage(),
          failure.get());
    }
  }

  /** As {@link #settle}; whether it could be removed, others will be told. */
  void await(FilePath within) {
    if (!known.hidden().isEmpty()) {
      queue.settle(path -> path.isWithin(within));
    }
  }

  /** Something else than a removal is about to happen to this name. */
  void begin(FilePath name) throws IOException {
    runs.end(name.parent());
    settle(name);
  }

  /** A program wants to be sure of this file. */
  void synced(FilePath file) {
    runs.synced(file);
  }

  @Override
  public void close() {
    queue.close();
    awaitPreparation(); // which may have made an object that it is going to remove
  }

  private synchronized void awaitPreparation() {
    if (preparation != null) {
      boolean unused = preparation.exceptionally(failure -> false).join(); // told by the removals
    }
  }
}
