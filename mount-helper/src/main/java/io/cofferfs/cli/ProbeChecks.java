package io.cofferfs.cli;

import io.cofferfs.fs.s3.Bucket;
import io.cofferfs.fs.s3.ByteRange;
import io.cofferfs.fs.s3.CopySource;
import io.cofferfs.fs.s3.MultipartUpload;
import io.cofferfs.fs.s3.ObjectBody;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.WriteSupport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What only writing shows. All of it is written under {@code .coffer/probe/}, which no mount shows,
 * and removed again.
 */
final class ProbeChecks {
  private static final byte[] BODY = "cofferfs probe".getBytes(StandardCharsets.US_ASCII);

  private final Bucket bucket;
  private final ObjectStore store;
  private final S3Location location;
  private final SecureRandom random;
  private final String key;
  private final String otherKey;

  ProbeChecks(Bucket bucket, ObjectStore store, S3Location location, SecureRandom random) {
    this.bucket = bucket;
    this.store = store;
    this.location = location;
    this.random = random;
    this.key = ProbeObject.keyUnder(location.prefix());
    this.otherKey = ProbeObject.keyUnder(location.prefix());
  }

  void addTo(CheckUp checkUp) {
    boolean writable = checkUp.ask("put", this::put);
    if (writable) {
      checkUp.ask("get", this::get);
      checkUp.ask("copy of parts", this::partCopy);
      WriteSupport[] support = new WriteSupport[1];
      boolean known =
          checkUp.ask(
              "conditional writes",
              () -> {
                support[0] = bucket.probeWrites(otherKey);
                return conditions(support[0]);
              });
      if (known) {
        checkUp.ask("upload checksums", () -> checksums(support[0]));
      }
      checkUp.ask("sse-c", this::customerKeys);
    }
    checkUp.ask("delete", this::delete);
  }

  private Finding put() throws IOException {
    store.put(key, PartBody.of(BODY), Map.of(), Precondition.none());
    return Finding.ok("works");
  }

  private Finding get() throws IOException {
    try (ObjectBody body = store.get(key, Optional.empty(), Optional.empty())) {
      return Arrays.equals(body.stream().readAllBytes(), BODY)
          ? Finding.ok("works")
          : Finding.problem("the server gave back something else than it was given", "");
    }
  }

  private Finding partCopy() throws IOException {
    MultipartUpload upload = store.createMultipartUpload(otherKey, Map.of());
    try {
      store.uploadPartCopy(
          upload,
          /* number= */ 1,
          new CopySource(key, BODY.length, Optional.empty()),
          new ByteRange(0, BODY.length));
      return Finding.ok("works");
    } catch (ObjectStoreException e) {
      if (e.reason() == Reason.UNSUPPORTED) {
        return Finding.note(
            "not possible here (UploadPartCopy)", "renames of large files go through this machine");
      }
      throw e;
    } finally {
      store.abortMultipartUpload(upload);
    }
  }

  private static Finding conditions(WriteSupport support) {
    return support.conditions()
        ? Finding.ok("are kept")
        : Finding.note(
            "the server does not keep them",
            "two nodes that change one file at the same moment may not notice each other");
  }

  private static Finding checksums(WriteSupport support) {
    return support.checksums()
        ? Finding.ok("are taken")
        : Finding.ok("are refused; uploads go without them");
  }

  private Finding customerKeys() throws IOException {
    return switch (bucket.probeCustomerKeys(otherKey, random)) {
      case WORKS -> Finding.ok("works");
      case BLOCKED ->
          Finding.note("blocked (403)", "cofferfs bucket allow-sse-c s3://" + location.bucket());
      case NOT_IMPLEMENTED -> Finding.note("this server has none", "");
      case IGNORED ->
          Finding.note(
              "the server takes the key and does not say that it has used it", "do not use");
      case NOT_TRIED -> Finding.note("not tried: keys travel over https only", "");
    };
  }

  private Finding delete() throws IOException {
    try {
      for (String written : List.of(key, otherKey)) {
        store.delete(written, Precondition.none());
      }
      return Finding.ok("works");
    } catch (ObjectStoreException e) {
      return Finding.problem(
          e.getMessage() + "; objects may be left under .coffer/probe/",
          "cofferfs clean removes them, with credentials that may");
    }
  }
}
