package io.cofferfs.fs.namespace;

import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.ObjectInfo;

/**
 * One version of a file, and its attributes.
 *
 * @param part of its key, behind that of its directory
 * @param sealed the attributes as the object's headers have them
 */
record IndexedFile(String part, ETag etag, long length, long modifiedSeconds, String sealed) {

  static IndexedFile of(ObjectInfo info, String sealed) {
    return new IndexedFile(
        part(info.key()), info.etag(), info.length(), info.lastModified().getEpochSecond(), sealed);
  }

  static String part(String key) {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  boolean is(StoredVersion version) {
    return etag.equals(version.etag())
        && length == version.length()
        && modifiedSeconds == version.lastModified().getEpochSecond();
  }
}
