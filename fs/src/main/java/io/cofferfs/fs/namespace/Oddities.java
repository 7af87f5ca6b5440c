package io.cofferfs.fs.namespace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a bucket holds that cannot be shown as it is. Each finding is logged once, by size and ETag
 * and never by name, however often it is come across.
 */
final class Oddities {
  private static final Logger log = LoggerFactory.getLogger(Oddities.class);
  private static final int REMEMBERED = 10_000;

  private final Cache<Finding, Boolean> reported =
      Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();
  private final AtomicLong unbound = new AtomicLong();

  private enum Kind {
    SHADOWED,
    IMPOSSIBLE_NAMES,
    DAMAGED,
    LOCKED,
    UNBOUND
  }

  private record Finding(Kind kind, Object subject) {}

  void shadowed(StoredVersion object) {
    if (isNew(Kind.SHADOWED, object.key())) {
      log.warn(
          "an object of {} bytes, ETag {}, is hidden by a directory of its name",
          object.length(),
          object.etag());
    }
  }

  void impossibleNames(String directoryKey, long count) {
    if (count > 0 && isNew(Kind.IMPOSSIBLE_NAMES, directoryKey)) {
      log.warn("a directory has {} entries whose keys are no names: not shown", count);
    }
  }

  void damaged(StoredVersion object, String reason) {
    if (isNew(Kind.DAMAGED, object)) {
      log.warn(
          "an object of {} bytes, ETag {}, is no file of this volume: {}",
          object.length(),
          object.etag(),
          reason);
    }
  }

  void locked(StoredVersion object) {
    if (isNew(Kind.LOCKED, object)) {
      log.warn(
          "an object of {} bytes, ETag {}, is under a customer key that is not among those given:"
              + " it is listed, and opening it is refused",
          object.length(),
          object.etag());
    }
  }

  /** An object of an encrypted volume without metadata. */
  void unbound(StoredVersion object) {
    if (isNew(Kind.UNBOUND, object)) {
      long count = unbound.incrementAndGet();
      // Foreign copies come in thousands: a line for the first, and each time there are twice as
      // many.
      if (Long.bitCount(count) == 1) {
        log.warn("{} objects without metadata so far: not bound to their paths", count);
      }
    }
  }

  long unboundCount() {
    return unbound.get();
  }

  private boolean isNew(Kind kind, Object subject) {
    return reported.asMap().putIfAbsent(new Finding(kind, subject), Boolean.TRUE) == null;
  }
}
