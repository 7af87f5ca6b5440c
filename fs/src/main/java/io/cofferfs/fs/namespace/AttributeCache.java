package io.cofferfs.fs.namespace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * The attributes of versions of objects, each asked for once. Holds for as long as there is room: a
 * version does not change.
 */
final class AttributeCache {
  /**
   * Two versions may share a date, which has seconds, and an ETag, which does not cover metadata.
   * So a version is trusted only once its date is so long ago that a later one must have another;
   * the rest is for clocks that disagree a little.
   */
  private static final Duration SETTLED_AFTER = Duration.ofSeconds(3);

  private final Cache<StoredVersion, ObjectAttributes> attributes;
  private final Clock clock;

  AttributeCache(int maxVersions, Clock clock) {
    this.attributes =
        Caffeine.newBuilder().maximumSize(maxVersions).executor(Runnable::run).build();
    this.clock = clock;
  }

  Optional<ObjectAttributes> get(StoredVersion version) {
    return Optional.ofNullable(attributes.getIfPresent(version));
  }

  /**
   * Remembers what was read just now.
   *
   * @param askedAt when the request for it was made, in milliseconds
   */
  void put(StoredVersion version, ObjectAttributes opened, long askedAt) {
    long settled = version.lastModified().plus(SETTLED_AFTER).toEpochMilli();
    if (askedAt >= settled) {
      attributes.put(version, opened);
    }
  }

  /** Remembers what was read, of a version that had settled, by somebody else. */
  void put(StoredVersion version, ObjectAttributes opened) {
    attributes.put(version, opened);
  }

  long now() {
    return clock.millis();
  }
}
