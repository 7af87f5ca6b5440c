package io.cofferfs.fs.bulk;

import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.ObjectBody;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads objects that are stored as they are, and checks what there is to check: that all of the
 * body comes, and that it has the MD5 that the store calls its ETag, where it is one. Nothing of
 * that holds against whoever runs the store.
 */
public final class PlainVerification extends BulkTask {
  private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");
  private static final int BUFFER_BYTES = 1 << 16;

  private final ObjectStore store;
  private final Workers workers;

  public PlainVerification(ObjectStore store, Workers workers) {
    this.store = store;
    this.workers = workers;
  }

  @Override
  Result work(Item item) throws IOException {
    try (ObjectBody body = store.get(item.key(), Optional.empty(), Optional.empty())) {
      MessageDigest digest = md5();
      long length = read(body.stream(), digest, item.meter());
      if (length != body.info().length()) {
        throw new ObjectStoreException(
            ObjectStoreException.Reason.UNAVAILABLE, "a body ended before its length");
      }
      return compared(body.info().etag(), HexFormat.of().formatHex(digest.digest()));
    }
  }

  private long read(InputStream stream, MessageDigest digest, Meter meter) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long length = 0;
    for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
      workers.cancellation().check();
      digest.update(buffer, 0, count);
      meter.passed(count);
      length += count;
    }
    return length;
  }

  /**
   * Under SSE-C, SSE-KMS or DSSE an ETag looks like an MD5 and is none: so it proves, or nothing.
   */
  private static Result compared(ETag etag, String md5) {
    if (etag.value().equals(md5)) {
      return Result.of(Outcome.CHECKSUM_MATCHES);
    }
    return MD5.matcher(etag.value()).matches()
        ? new Result(
            Outcome.UNPROVEN,
            "its ETag is not its MD5: uploaded under SSE-C or SSE-KMS, or changed")
        : new Result(Outcome.UNPROVEN, "uploaded in parts, so that its ETag is no checksum of it");
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("ETags are MD5, which this JVM does not have", e);
    }
  }
}
