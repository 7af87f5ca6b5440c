package io.cofferfs.fs.namespace;

import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.s3.ObjectInfo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One version of an object, body and metadata. HEAD and listing name the same version alike: the
 * date is in whole seconds, because HEAD knows no more than that.
 *
 * @param length bytes of the stored body
 */
record StoredVersion(String key, ETag etag, long length, Instant lastModified) {

  StoredVersion {
    lastModified = lastModified.truncatedTo(ChronoUnit.SECONDS);
  }

  static StoredVersion of(ObjectInfo info) {
    return new StoredVersion(info.key(), info.etag(), info.length(), info.lastModified());
  }

  static StoredVersion of(ListedObject listed) {
    return new StoredVersion(listed.key(), listed.etag(), listed.length(), listed.lastModified());
  }
}
