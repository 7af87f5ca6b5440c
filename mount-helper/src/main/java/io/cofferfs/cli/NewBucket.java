package io.cofferfs.cli;

import io.cofferfs.fs.s3.Bucket;
import io.cofferfs.fs.s3.Bucket.Making;
import io.cofferfs.fs.s3.EncryptionRule;
import io.cofferfs.fs.s3.Greeting.Presence;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.StoredEncryption;
import java.io.IOException;
import java.util.Optional;

/**
 * Makes a bucket. An encrypted one counts as made only if the server says afterwards that what is
 * put there is encrypted; if it does not, the bucket, empty still, is removed, for nobody is to
 * take it for an encrypted one.
 */
final class NewBucket {
  private final Bucket bucket;
  private final S3Location location;
  private final ProbeObject probe;

  /**
   * @param store of the bucket, which need not be there yet
   */
  NewBucket(Bucket bucket, ObjectStore store, S3Location location) {
    this.bucket = bucket;
    this.location = location;
    this.probe = new ProbeObject(store, /* prefix= */ "");
  }

  void make() throws IOException, CliException {
    requireAbsent();
    create(Making.ORDINARY);
  }

  /** Returns how the server says that the bucket is encrypted, and by what that is known. */
  Verified makeEncrypted(BucketFlavor flavor, StoredEncryption wanted)
      throws IOException, CliException {
    requireAbsent();
    BucketFlavor known = flavor == BucketFlavor.AUTO ? flavor() : flavor;
    if (known == BucketFlavor.S3 && setRule(wanted, flavor)) {
      return verified(wanted);
    }
    requireScalityCan(wanted);
    create(Making.SCALITY_ENCRYPTED);
    return verified(wanted);
  }

  /**
   * What was found out.
   *
   * @param evidence the calls that say so
   */
  record Verified(StoredEncryption encryption, String evidence) {}

  /** The bucket is not there; servers that know the call say that, and others that they do not. */
  private BucketFlavor flavor() throws ObjectStoreException {
    try {
      bucket.encryption();
      return BucketFlavor.S3;
    } catch (ObjectStoreException e) {
      return e.reason() == Reason.UNSUPPORTED ? BucketFlavor.SCALITY : BucketFlavor.S3;
    }
  }

  /**
   * Makes the bucket and sets its rule.
   *
   * @return whether the server could; if not, the bucket is gone again, unless it was meant so
   */
  private boolean setRule(StoredEncryption wanted, BucketFlavor asked)
      throws IOException, CliException {
    create(Making.ORDINARY);
    try {
      bucket.setEncryption(EncryptionRule.of(wanted));
      return true;
    } catch (ObjectStoreException e) {
      removeAgain(e);
      if (e.reason() == Reason.UNSUPPORTED && asked == BucketFlavor.AUTO) {
        return false;
      }
      throw new CliException(
          ExitCode.of(e),
          "the server does not encrypt buckets; none was made: " + e.getMessage(),
          e);
    }
  }

  private static void requireScalityCan(StoredEncryption wanted) throws CliException {
    if (wanted.kind() != StoredEncryption.Kind.S3) {
      throw new CliException(
          ExitCode.FAILED,
          "this server has no PutBucketEncryption, and Scality's header is for AES256 only; no bucket"
              + " was made");
    }
  }

  private void requireAbsent() throws IOException, CliException {
    Presence presence = bucket.greet().presence();
    if (presence != Presence.MISSING) {
      throw new CliException(
          ExitCode.FAILED,
          presence == Presence.FOUND
              ? "there is a bucket "
                  + location.bucket()
                  + " already; 'cofferfs inspect "
                  + location
                  + "' tells how it is encrypted"
              : "the name " + location.bucket() + " is taken, or these credentials may not use it");
    }
  }

  private void create(Making making) throws IOException, CliException {
    try {
      bucket.create(making);
    } catch (ObjectStoreException e) {
      if (e.reason() == Reason.PRECONDITION_FAILED) {
        throw new CliException(ExitCode.FAILED, "the name " + location.bucket() + " is taken", e);
      }
      if (e.reason() == Reason.OUTCOME_UNKNOWN) {
        throw new CliException(
            ExitCode.FAILED,
            "it is not known whether "
                + location
                + " was made, and if so it is not known to be encrypted: "
                + e.getMessage(),
            e);
      }
      throw e;
    }
  }

  private Verified verified(StoredEncryption wanted) throws IOException, CliException {
    try {
      return verify(wanted);
    } catch (IOException | CliException e) {
      removeAgain(e);
      throw new CliException(
          ExitCode.FAILED,
          "the bucket could not be seen to be encrypted, and was removed again: " + e.getMessage(),
          e);
    }
  }

  /**
   * An object must not say otherwise; where the server does not tell of its rule, it must say so.
   */
  private Verified verify(StoredEncryption wanted) throws IOException, CliException {
    Optional<StoredEncryption> rule = rule();
    if (rule.isPresent()) {
      require(rule.get(), wanted, "GetBucketEncryption says");
    }
    Optional<StoredEncryption> shown = shown(/* isRuleKnown= */ rule.isPresent());
    if (shown.isPresent()) {
      require(shown.get(), wanted, "an object put there says");
    }
    String evidence =
        rule.isEmpty()
            ? "an object put there"
            : "GetBucketEncryption" + (shown.isPresent() ? " and an object put there" : "");
    return new Verified(shown.or(() -> rule).orElse(wanted), evidence);
  }

  private static void require(StoredEncryption is, StoredEncryption wanted, String who)
      throws CliException {
    if (!is.fulfils(wanted)) {
      throw new CliException(
          ExitCode.FAILED, who + " '" + is + "', and '" + wanted + "' was wanted");
    }
  }

  private Optional<StoredEncryption> rule() throws IOException {
    try {
      return Optional.of(
          bucket
              .encryption()
              .flatMap(EncryptionRule::byDefault)
              .orElse(StoredEncryption.of("", Optional.empty())));
    } catch (ObjectStoreException e) {
      if (e.reason() == Reason.UNSUPPORTED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Whoever may make buckets need not be allowed to put objects there. */
  private Optional<StoredEncryption> shown(boolean isRuleKnown) throws IOException {
    try {
      return Optional.of(probe.use(bucket::encryptionOf));
    } catch (ObjectStoreException e) {
      if (isRuleKnown && e.reason() == Reason.ACCESS_DENIED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void removeAgain(Exception cause) throws CliException {
    try {
      bucket.remove();
    } catch (ObjectStoreException e) {
      e.addSuppressed(cause);
      throw new CliException(
          ExitCode.FAILED,
          location
              + " was made and is NOT known to be encrypted ("
              + cause.getMessage()
              + "), and it could not be removed: "
              + e.getMessage(),
          e);
    }
  }
}
