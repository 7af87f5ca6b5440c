package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ServerSideEncryption.CustomerKeys;
import io.cofferfs.fs.s3.ServerSideEncryption.Kms;
import io.cofferfs.fs.s3.ServerSideEncryption.S3Managed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The encryption of a bucket as its user wants it: says for each request which headers it carries.
 * Thread-safe; it learns which customer keys fit where.
 */
final class Encryption {
  private final EncryptionHeaders byServer;
  private final Optional<CustomerKeyring> keyring;
  private final Optional<FittingKeys> fitting;

  Encryption(ServerSideEncryption wanted) {
    byServer = new EncryptionHeaders(byServer(wanted));
    keyring = wanted instanceof CustomerKeys keys ? Optional.of(keys.keyring()) : Optional.empty();
    fitting = keyring.map(FittingKeys::new);
  }

  private static Map<String, String> byServer(ServerSideEncryption wanted) {
    if (wanted instanceof Kms kms) {
      return byKms(kms);
    }
    return wanted instanceof S3Managed
        ? Map.of(EncryptionHeaders.ALGORITHM, EncryptionHeaders.AES256)
        : Map.of();
  }

  private static Map<String, String> byKms(Kms kms) {
    Map<String, String> headers = new HashMap<>();
    String algorithm =
        switch (kms.layers()) {
          case SINGLE -> "aws:kms";
          case DUAL -> "aws:kms:dsse";
        };
    headers.put(EncryptionHeaders.ALGORITHM, algorithm);
    kms.keyId().ifPresent(id -> headers.put(EncryptionHeaders.KMS_KEY_ID, id));
    if (!kms.context().isEmpty()) {
      headers.put(EncryptionHeaders.KMS_CONTEXT, KmsContext.toHeader(kms.context()));
    }
    if (kms.bucketKey()) {
      headers.put(EncryptionHeaders.BUCKET_KEY, "true");
    }
    return headers;
  }

  /** Whether the server is asked for anything. */
  boolean isWanted() {
    return customerKeyed() || !byServer.toSend().isEmpty();
  }

  boolean customerKeyed() {
    return keyring.isPresent();
  }

  /** For a request that makes an object, or begins to. */
  EncryptionHeaders ofObject(String key) {
    return byServer.and(ofPart(key));
  }

  /** For the parts of an object, and for what completes it. */
  EncryptionHeaders ofPart(String key) {
    return keyring
        .map(keys -> EncryptionHeaders.of(keys.writeKey(key)))
        .orElse(EncryptionHeaders.NONE);
  }

  /** The key that an object is to be under; empty without SSE-C. */
  Optional<CustomerKey> writeKey(String key) {
    return keyring.map(keys -> keys.writeKey(key));
  }

  /** The keys that an object may be under, the likeliest first; empty without SSE-C. */
  List<CustomerKey> candidates(String key) {
    return fitting.map(keys -> keys.candidates(key)).orElse(List.of());
  }

  /** The headers to read an object with that is under its likeliest key. */
  EncryptionHeaders likeliest(String key) {
    List<CustomerKey> candidates = candidates(key);
    return candidates.isEmpty() ? EncryptionHeaders.NONE : EncryptionHeaders.of(candidates.get(0));
  }

  /** Notes the key that a server said it has used on an object. */
  void fits(String objectKey, CustomerKey key) {
    fitting.ifPresent(keys -> keys.fits(objectKey, key));
  }
}
