package io.cofferfs.fs.write;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.volume.BodyIdentity;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.FileVersion;
import java.util.Map;

/**
 * An object about to be made. Its headers are sealed once, so that it can be told in the bucket
 * from anybody else's: those of coffer hold a random nonce.
 */
record NewObject(
    FilePath path,
    String key,
    FileMetadata attributes,
    BodyIdentity body,
    Map<String, String> metadata) {

  Sent withLength(long length, long objectLength) {
    return new Sent(this, length, objectLength);
  }

  /** An object that a request was made to store; lengths of its content and of its body. */
  record Sent(NewObject object, long length, long objectLength) {

    boolean isThere(ObjectInfo there) {
      return there.length() == objectLength && there.metadata().equals(object.metadata());
    }

    FileVersion version(ETag etag) {
      return new FileVersion(
          object.key(), etag, length, objectLength, object.attributes(), object.body());
    }
  }
}
