package io.cofferfs.test.server;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A fixed number of locks for any number of keys; two keys may share one. */
final class KeyLocks {
  private final ReadWriteLock[] stripes =
      Stream.generate(ReentrantReadWriteLock::new).limit(64).toArray(ReadWriteLock[]::new);

  <T> T reading(String key, Supplier<T> action) {
    ReadWriteLock lock = stripes[stripe(key)];
    lock.readLock().lock();
    try {
      return action.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  <T> T writing(String key, Supplier<T> action) {
    return writing(key, key, action);
  }

  /**
   * Locks in the order of the stripes, so that a copy and its reverse do not wait for each other.
   */
  <T> T writing(String key, String otherKey, Supplier<T> action) {
    int first = Math.min(stripe(key), stripe(otherKey));
    int second = Math.max(stripe(key), stripe(otherKey));
    stripes[first].writeLock().lock();
    stripes[second].writeLock().lock();
    try {
      return action.get();
    } finally {
      stripes[second].writeLock().unlock();
      stripes[first].writeLock().unlock();
    }
  }

  /** Locks everything. */
  <T> T writingAny(Supplier<T> action) {
    Stream.of(stripes).forEach(stripe -> stripe.writeLock().lock());
    try {
      return action.get();
    } finally {
      Stream.of(stripes).forEach(stripe -> stripe.writeLock().unlock());
    }
  }

  private int stripe(String key) {
    return Math.floorMod(key.hashCode(), stripes.length);
  }
}
