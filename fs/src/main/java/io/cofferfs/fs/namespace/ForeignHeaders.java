package io.cofferfs.fs.namespace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.ContentHeaders;
import io.cofferfs.fs.s3.CopySource;
import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What other tools have written into the headers of objects: their copies must carry it too, since
 * a copy that changes any header has to name them all. Remembered for the versions that were seen
 * or made here; others are asked for when they are copied. Thread-safe.
 */
final class ForeignHeaders {
  private static final Kept NOTHING = new Kept(Map.of(), ContentHeaders.DEFAULT);

  private final ObjectStore store;
  private final VolumeCodec codec;
  private final Cache<Version, Kept> seen;

  private record Version(String key, ETag etag) {}

  ForeignHeaders(ObjectStore store, VolumeCodec codec, int maxVersions) {
    this.store = store;
    this.codec = codec;
    this.seen = Caffeine.newBuilder().maximumSize(maxVersions).executor(Runnable::run).build();
  }

  /** The headers of one version that the file system would not replace. */
  record Kept(Map<String, String> metadata, ContentHeaders content) {

    /** The metadata of a copy: ours, and what there is besides. */
    Map<String, String> with(Map<String, String> ours) {
      Map<String, String> all = new HashMap<>(metadata);
      all.putAll(ours);
      return all;
    }

    CopySource source(StoredVersion version) {
      return new CopySource(version.key(), version.length(), Optional.of(version.etag()), content);
    }
  }

  /** Learns of an object that was just asked for. */
  void saw(ObjectInfo info) {
    seen.put(new Version(info.key(), info.etag()), kept(info));
  }

  private Kept kept(ObjectInfo info) {
    return new Kept(codec.foreign(info.metadata()), info.content());
  }

  /** Learns of an object that was made here, so that there is nothing foreign about it. */
  void made(String key, ETag etag) {
    seen.put(new Version(key, etag), NOTHING);
  }

  /** Learns of a copy. */
  void copied(Kept kept, String key, ETag etag) {
    seen.put(new Version(key, etag), kept);
  }

  /** The headers of a version; {@code STALE} if there is another one now. */
  Kept of(StoredVersion version) throws IOException {
    Optional<Kept> remembered = remembered(version);
    if (remembered.isPresent()) {
      return remembered.get();
    }
    ObjectInfo now = store.head(version.key());
    saw(now);
    if (!now.etag().equals(version.etag())) {
      throw new FileException(Reason.STALE, "another writer has changed the object");
    }
    // Not what was just remembered: with little room it may be forgotten again.
    return kept(now);
  }

  private Optional<Kept> remembered(StoredVersion version) {
    return Optional.ofNullable(seen.getIfPresent(new Version(version.key(), version.etag())));
  }
}
