package io.cofferfs.fs.read;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.ByteRange;
import io.cofferfs.fs.s3.ObjectBody;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.volume.FileVersion;
import java.io.IOException;
import java.util.Optional;

/** The store as it is read from: one version of a file, or a failure that says that it is gone. */
record VersionStore(ObjectStore store) {

  /** The stored body, or a range of it; failures of the store are for {@link #translated}. */
  ObjectBody get(FileVersion version, Optional<ByteRange> range) throws IOException {
    ObjectBody body = store.get(version.key(), range, Optional.of(version.etag()));
    try {
      check(version, body);
      return body;
    } catch (IOException e) {
      body.close();
      throw e;
    }
  }

  /** A store that does not know If-Match answers with what it has. */
  private static void check(FileVersion version, ObjectBody body) throws FileException {
    if (!body.info().etag().equals(version.etag())) {
      throw new FileException(Reason.STALE, "the object was replaced while open");
    }
    if (body.info().length() != version.objectLength()) {
      throw new FileException(
          Reason.DAMAGED,
          "an object of %d bytes now has %d, under the same ETag"
              .formatted(version.objectLength(), body.info().length()));
    }
  }

  /** The failure as readers of the version are told of it. */
  static IOException translated(ObjectStoreException e) {
    return switch (e.reason()) {
      case PRECONDITION_FAILED, NOT_FOUND ->
          new FileException(Reason.STALE, "the object was replaced or removed while open", e);
      // The store looks at the version before it looks at the range.
      case INVALID_RANGE ->
          new FileException(Reason.DAMAGED, "the object is shorter than it was, under its ETag", e);
      case NO_SUCH_BUCKET,
          ACCESS_DENIED,
          WRONG_CUSTOMER_KEY,
          ARCHIVED,
          UNSUPPORTED,
          BROKEN_PROMISE,
          NO_SPACE,
          UNAVAILABLE,
          OUTCOME_UNKNOWN,
          REJECTED ->
          e;
    };
  }
}
