package io.cofferfs.cli;

import io.cofferfs.fs.s3.Bucket;
import io.cofferfs.fs.s3.EncryptionRule;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.StoredEncryption;
import java.io.IOException;
import java.util.Optional;

/** What the server tells of its own encryption, of a bucket and of an object in it. */
final class ServerFindings {
  private final Bucket bucket;
  private final Findings findings;

  ServerFindings(Bucket bucket, Findings findings) {
    this.bucket = bucket;
    this.findings = findings;
  }

  /** Empty where there is no object of this key. */
  Optional<StoredEncryption> encryptionOf(String key) throws IOException {
    if (key.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(bucket.encryptionOf(key));
    } catch (ObjectStoreException e) {
      if (e.reason() == Reason.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** How an object is encrypted. */
  void describe(StoredEncryption encryption) {
    findings.add("object encryption", algorithm(encryption));
    encryption.kmsKeyId().ifPresent(id -> findings.add("object kms key", id));
  }

  /** How the bucket encrypts. */
  void describe(BucketSse sse) {
    findings.add(
        "bucket encryption",
        switch (sse.state()) {
          case ENCRYPTED -> sse.encryption().map(ServerFindings::algorithm).orElse("unknown");
          case UNENCRYPTED -> "none";
          case UNKNOWN -> "unknown";
        });
    findings.add("according to", sse.evidence());
    sse.encryption()
        .flatMap(StoredEncryption::kmsKeyId)
        .ifPresent(id -> findings.add("bucket kms key", id));
    sse.rule().ifPresent(this::describe);
  }

  private void describe(EncryptionRule rule) {
    if (rule.bucketKey()) {
      findings.add("bucket key", "yes");
    }
    if (rule.blocksCustomerKeys()) {
      findings.add("sse-c", "blocked; 'cofferfs bucket allow-sse-c' allows it");
    } else if (rule.allowsCustomerKeys()) {
      findings.add("sse-c", "allowed");
    }
  }

  private static String algorithm(StoredEncryption encryption) {
    return encryption.isEncrypted() ? encryption.algorithm() : "none";
  }
}
