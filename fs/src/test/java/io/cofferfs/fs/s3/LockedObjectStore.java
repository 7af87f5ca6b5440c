package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** A store in which some objects are under a customer key that its client does not have. */
public final class LockedObjectStore extends InterceptedObjectStore {
  private final Set<String> locked = ConcurrentHashMap.newKeySet();
  private final LongAdder refusals = new LongAdder();

  public LockedObjectStore(ObjectStore delegate) {
    super(delegate);
  }

  /** From now on this object shows nothing of itself but in listings. */
  public void lock(String key) {
    locked.add(key);
  }

  /** How often somebody asked for an object without its key. */
  public long refusals() {
    return refusals.sum();
  }

  @Override
  <T> T intercept(Request request, long uploadedBytes, Call<T> call) throws ObjectStoreException {
    return call.make();
  }

  private void requireKey(String key) throws ObjectStoreException {
    if (locked.contains(key)) {
      refusals.increment();
      throw new ObjectStoreException(Reason.WRONG_CUSTOMER_KEY, "under another customer key");
    }
  }

  @Override
  public ObjectInfo head(String key) throws ObjectStoreException {
    requireKey(key);
    return super.head(key);
  }

  @Override
  public ObjectBody get(String key, Optional<ByteRange> range, Optional<ETag> ifMatch)
      throws ObjectStoreException {
    requireKey(key);
    return super.get(key, range, ifMatch);
  }

  @Override
  public PutResult copy(CopySource source, String key, Map<String, String> metadata)
      throws ObjectStoreException {
    requireKey(source.key());
    PutResult result = super.copy(source, key, metadata);
    locked.remove(key);
    return result;
  }
}
