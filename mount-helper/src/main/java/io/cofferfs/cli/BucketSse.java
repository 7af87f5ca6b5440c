package io.cofferfs.cli;

import io.cofferfs.fs.s3.Bucket;
import io.cofferfs.fs.s3.EncryptionRule;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.StoredEncryption;
import io.cofferfs.fs.s3.StoredEncryption.Kind;
import java.io.IOException;
import java.util.Optional;

/**
 * What the server says about the encryption of what is put into a bucket, from the bucket's rule
 * and from an object in it. Where the two differ nothing is concluded.
 *
 * @param rule empty if there is none, or if the server did not say
 * @param evidence what this was read from, or why it is not known
 */
record BucketSse(
    State state,
    Optional<StoredEncryption> encryption,
    Optional<EncryptionRule> rule,
    String evidence) {
  // A few objects under keys of their owners must not hide one that tells.
  private static final int OBJECTS_LOOKED_AT = 5;

  /** What is known. */
  enum State {
    ENCRYPTED,
    /** Neither by a rule nor, as an object shows, without one. */
    UNENCRYPTED,
    UNKNOWN
  }

  /**
   * Asks without writing anything.
   *
   * @param prefix keys of objects to look at begin with it, if there are any
   */
  static BucketSse ask(Bucket bucket, ObjectStore store, String prefix) throws IOException {
    return new Inquiry(bucket, () -> ofAnObjectIfAllowed(bucket, store, prefix)).result();
  }

  /** Asks, and writes an object under the prefix to see what becomes of it. */
  static BucketSse probe(Bucket bucket, ObjectStore store, String prefix) throws IOException {
    ProbeObject probe = new ProbeObject(store, prefix);
    return new Inquiry(bucket, () -> Optional.of(probe.use(bucket::encryptionOf))).result();
  }

  private static Optional<StoredEncryption> ofAnObjectIfAllowed(
      Bucket bucket, ObjectStore store, String prefix) throws IOException {
    try {
      Optional<StoredEncryption> shown = ofAnObject(bucket, store, prefix);
      return shown.isPresent() || prefix.isEmpty() ? shown : ofAnObject(bucket, store, "");
    } catch (ObjectStoreException e) {
      if (e.reason() == Reason.ACCESS_DENIED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Of the first one that is not under a key of its owner's. */
  private static Optional<StoredEncryption> ofAnObject(
      Bucket bucket, ObjectStore store, String prefix) throws IOException {
    for (ListedObject object :
        store.list(ListRequest.tree(prefix).withMaxKeys(OBJECTS_LOOKED_AT)).objects()) {
      StoredEncryption encryption = bucket.encryptionOf(object.key());
      if (encryption.kind() != Kind.CUSTOMER_KEY) {
        return Optional.of(encryption);
      }
    }
    return Optional.empty();
  }

  boolean isKnown() {
    return state != State.UNKNOWN;
  }

  private interface Example {
    Optional<StoredEncryption> encryption() throws IOException;
  }

  private record Inquiry(Bucket bucket, Example example) {

    BucketSse result() throws IOException {
      Optional<EncryptionRule> rule;
      try {
        rule = bucket.encryption();
      } catch (ObjectStoreException e) {
        return switch (e.reason()) {
          case UNSUPPORTED -> byExample("this server has no GetBucketEncryption");
          case ACCESS_DENIED -> byExample("these credentials may not use GetBucketEncryption");
          default -> throw e;
        };
      }
      Optional<StoredEncryption> byDefault = rule.flatMap(EncryptionRule::byDefault);
      return byDefault.isPresent()
          ? new BucketSse(State.ENCRYPTED, byDefault, rule, "GetBucketEncryption")
          : withoutRule(rule);
    }

    private BucketSse withoutRule(Optional<EncryptionRule> rule) throws IOException {
      Optional<StoredEncryption> shown = example.encryption();
      if (shown.isEmpty()) {
        return unknown(rule, "GetBucketEncryption says that there is no rule");
      }
      return shown.get().isEncrypted()
          ? unknown(rule, "GetBucketEncryption knows no rule, and yet an object is " + shown.get())
          : new BucketSse(
              State.UNENCRYPTED, Optional.empty(), rule, "GetBucketEncryption and an object");
    }

    private BucketSse byExample(String otherwise) throws IOException {
      Optional<StoredEncryption> shown = example.encryption();
      if (shown.isEmpty()) {
        return unknown(Optional.empty(), otherwise);
      }
      boolean encrypted = shown.get().isEncrypted();
      return new BucketSse(
          encrypted ? State.ENCRYPTED : State.UNENCRYPTED,
          shown.filter(StoredEncryption::isEncrypted),
          Optional.empty(),
          "an object");
    }

    private static BucketSse unknown(Optional<EncryptionRule> rule, String why) {
      return new BucketSse(State.UNKNOWN, Optional.empty(), rule, why);
    }
  }
}
