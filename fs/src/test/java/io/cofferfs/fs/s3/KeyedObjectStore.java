package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A store whose objects are under customer keys, by id. It keeps to what is asked of HEAD and of a
 * rotation, and knows no keys on other requests. Thread-safe.
 */
public final class KeyedObjectStore extends InterceptedObjectStore {
  private final Map<String, String> keyIds;
  private final List<String> ring;

  /**
   * @param keyIds of the objects, by their S3 keys; shared among the clients of a bucket
   * @param ring ids of the keys that this client has, the one to write with first
   */
  public KeyedObjectStore(
      ObjectStore delegate, ConcurrentHashMap<String, String> keyIds, List<String> ring) {
    super(delegate);
    this.keyIds = keyIds;
    this.ring = List.copyOf(ring);
  }

  @Override
  <T> T intercept(Request request, long uploadedBytes, Call<T> call) throws ObjectStoreException {
    return call.make();
  }

  @Override
  public ObjectInfo head(String key) throws ObjectStoreException {
    requireKey(key);
    return super.head(key);
  }

  private void requireKey(String key) throws ObjectStoreException {
    if (!ring.contains(keyIds.getOrDefault(key, "none"))) {
      throw new ObjectStoreException(Reason.WRONG_CUSTOMER_KEY, "another key");
    }
  }

  @Override
  public Optional<CustomerKeyRotation> customerKeyRotation() {
    return Optional.of(this::rekey);
  }

  private Rekeyed rekey(String key) throws ObjectStoreException {
    ObjectInfo info = head(key);
    boolean current = ring.get(0).equals(keyIds.put(key, ring.get(0)));
    Rekeyed.Outcome outcome = current ? Rekeyed.Outcome.WAS_CURRENT : Rekeyed.Outcome.ON_SERVER;
    return new Rekeyed(outcome, info.etag(), info.length());
  }
}
