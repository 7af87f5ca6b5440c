package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes many objects, each in one version: a thousand by request where the endpoint keeps to a
 * condition for each, else one by one and several at once. Thread-safe.
 */
final class VersionDeletes {
  private static final Logger log = LoggerFactory.getLogger(VersionDeletes.class);

  /** A thousand objects are gone within some 60 round trips. */
  private static final int PARALLEL = 16;

  private final DeleteRequest many;
  private final One one;
  private final DeleteProbe probe;
  private final Preconditions.Versions versions;

  /** Deletes an object in one version, as far as the endpoint keeps to that. */
  interface One {
    void delete(ObjectVersion version, Preconditions.Support support) throws ObjectStoreException;
  }

  VersionDeletes(DeleteRequest many, One one, DeleteProbe probe, Preconditions.Versions versions) {
    this.many = many;
    this.one = one;
    this.probe = probe;
    this.versions = versions;
  }

  /** Has found out, or tried to, what the endpoint does. */
  void prepare() {
    try {
      probe.support();
    } catch (ObjectStoreException e) {
      log.debug("how versions are deleted is left to be found out: {}", e.getMessage());
    }
  }

  /** Returns what was not deleted, and why. */
  Map<String, ObjectStoreException> delete(List<ObjectVersion> objects)
      throws ObjectStoreException {
    Map<String, ObjectStoreException> kept = new HashMap<>();
    for (int start = 0; start < objects.size(); start += DeleteRequest.MAX_KEYS) {
      int end = Math.min(start + DeleteRequest.MAX_KEYS, objects.size());
      kept.putAll(batch(objects.subList(start, end), probe.support()));
    }
    return kept;
  }

  private Map<String, ObjectStoreException> batch(
      List<ObjectVersion> objects, DeleteSupport support) throws ObjectStoreException {
    if (support != DeleteSupport.OF_MANY) {
      return oneByOne(objects, support.ofOne());
    }
    try {
      return many.make(objects.stream().map(DeleteRequest::only).toList());
    } catch (ObjectStoreException e) {
      return switch (e.reason()) {
        case UNSUPPORTED, REJECTED -> {
          // For a key that XML cannot hold, for example.
          log.debug("{} versions are deleted one by one: {}", objects.size(), e.getMessage());
          yield oneByOne(objects, DeleteSupport.NONE.ofOne());
        }
        default -> throw e;
      };
    }
  }

  private Map<String, ObjectStoreException> oneByOne(
      List<ObjectVersion> objects, Preconditions.Support support) {
    ExecutorService workers = Executors.newFixedThreadPool(Math.min(PARALLEL, objects.size()));
    try {
      List<CompletableFuture<Optional<ObjectStoreException>>> outcomes = new ArrayList<>();
      for (ObjectVersion object : objects) {
        outcomes.add(CompletableFuture.supplyAsync(() -> failure(object, support), workers));
      }
      Map<String, ObjectStoreException> kept = new HashMap<>();
      for (int i = 0; i < objects.size(); i++) {
        String key = objects.get(i).key();
        outcomes.get(i).join().ifPresent(failure -> kept.put(key, failure));
      }
      return kept;
    } finally {
      workers.shutdown();
    }
  }

  /** Why the object is still there, if it is. */
  private Optional<ObjectStoreException> failure(
      ObjectVersion object, Preconditions.Support support) {
    try {
      one.delete(object, support);
      return Optional.empty();
    } catch (ObjectStoreException e) {
      return switch (e.reason()) {
        case NOT_FOUND -> Optional.empty();
        case PRECONDITION_FAILED, OUTCOME_UNKNOWN -> failureByNow(object, e);
        default -> Optional.of(e);
      };
    }
  }

  /** A version that is gone and an answer that was lost look like an object that has changed. */
  private Optional<ObjectStoreException> failureByNow(
      ObjectVersion object, ObjectStoreException failure) {
    try {
      Optional<ETag> there = versions.current(object.key());
      boolean changed = there.isPresent() && !there.get().equals(object.etag());
      return there.map(
          etag ->
              changed
                  ? new ObjectStoreException(
                      Reason.PRECONDITION_FAILED, "the object is in another version by now")
                  : failure);
    } catch (ObjectStoreException e) {
      failure.addSuppressed(e);
      return Optional.of(failure);
    }
  }
}
