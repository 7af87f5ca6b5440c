package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the endpoint deletes objects of which one version is meant, found out once on an object of
 * one byte that is made for it: who names a version that the object is not in must be refused, and
 * who names its own must not. What was not found out is not believed. Thread-safe; its lock makes
 * others wait for the answer.
 */
final class DeleteProbe {
  private static final Logger log = LoggerFactory.getLogger(DeleteProbe.class);

  private final AwsObjectStore store;
  private final DeleteRequest many;
  private final Writes one;
  private final ProbePlace place;
  private @Nullable DeleteSupport known;

  DeleteProbe(AwsObjectStore store, DeleteRequest many, Writes one, ProbePlace place) {
    this.store = store;
    this.many = many;
    this.one = one;
    this.place = place;
  }

  synchronized DeleteSupport support() throws ObjectStoreException {
    DeleteSupport found = known;
    if (found == null) {
      found = find(place.newKey());
      known = found;
      tell(found);
    }
    return found;
  }

  private static void tell(DeleteSupport found) {
    switch (found) {
      case OF_MANY -> log.debug("the endpoint deletes many objects in the versions meant");
      case OF_ONE ->
          log.info("the endpoint deletes only one object at a time in the version that is meant");
      case NONE ->
          log.warn(
              "the endpoint deletes objects whatever version they are in; versions are looked at"
                  + " before, and one that another mount makes in that moment may be lost");
    }
  }

  private DeleteSupport find(String key) throws ObjectStoreException {
    try {
      if (keepsToManyVersions(key)) {
        return DeleteSupport.OF_MANY;
      }
      return keepsToOneVersion(key) ? DeleteSupport.OF_ONE : DeleteSupport.NONE;
    } catch (ObjectStoreException e) {
      return switch (e.reason()) {
        case NO_SPACE, UNAVAILABLE, OUTCOME_UNKNOWN, NO_SUCH_BUCKET, BROKEN_PROMISE -> throw e;
        default -> {
          log.info("how the endpoint deletes versions cannot be found out: {}", e.getMessage());
          yield DeleteSupport.NONE;
        }
      };
    }
  }

  private boolean keepsToManyVersions(String key) throws ObjectStoreException {
    ETag etag = make(key);
    try {
      return isRefused(answer(key, ConditionProbe.NOBODYS)) && answer(key, etag).isEmpty();
    } catch (ObjectStoreException e) {
      if (e.reason() == Reason.UNSUPPORTED || e.reason() == Reason.REJECTED) {
        return false;
      }
      throw e;
    }
  }

  private Map<String, ObjectStoreException> answer(String key, ETag etag)
      throws ObjectStoreException {
    return many.make(List.of(DeleteRequest.only(new ObjectVersion(key, etag))));
  }

  private static boolean isRefused(Map<String, ObjectStoreException> kept) {
    return kept.size() == 1
        && kept.values().iterator().next().reason() == Reason.PRECONDITION_FAILED;
  }

  private boolean keepsToOneVersion(String key) throws ObjectStoreException {
    make(key);
    try {
      one.delete(key, new Preconditions.Headers(ConditionProbe.NOBODYS.quoted(), null));
      return false;
    } catch (ObjectStoreException e) {
      return switch (e.reason()) {
        case PRECONDITION_FAILED -> true;
        case NOT_FOUND, UNSUPPORTED, REJECTED -> false;
        default -> throw e;
      };
    } finally {
      remove(key);
    }
  }

  private ETag make(String key) throws ObjectStoreException {
    return store.put(key, PartBody.of(new byte[1]), Map.of(), Precondition.none()).etag();
  }

  private void remove(String key) {
    try {
      store.delete(key, Precondition.none());
    } catch (ObjectStoreException e) {
      log.warn("a probe, an object of one byte, could not be deleted: {}", e.getMessage());
    }
  }
}
