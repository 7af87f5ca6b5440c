package io.cofferfs.fs.namespace;

import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.ListedObject;
import java.time.Instant;

/** An entry of a {@link Listing}. */
sealed interface Listed {

  String name();

  /** A directory, marked or implied: the listing does not tell. */
  record Directory(String name) implements Listed {}

  /** An object in the version that was listed; without its key, which would say the name twice. */
  record Stored(String name, ETag etag, long length, long modifiedSeconds) implements Listed {

    static Stored of(String name, ListedObject object) {
      return new Stored(
          name, object.etag(), object.length(), object.lastModified().getEpochSecond());
    }

    StoredVersion version(String key) {
      return new StoredVersion(key, etag, length, Instant.ofEpochSecond(modifiedSeconds));
    }
  }

  /** A file that this mount has made or changed since, so that no listing told its version. */
  record Changed(String name) implements Listed {}
}
