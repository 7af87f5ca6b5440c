package io.cofferfs.cli;

import io.cofferfs.fs.s3.Bucket;
import io.cofferfs.fs.s3.EncryptionRule;
import io.cofferfs.fs.s3.ObjectStore;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log what is amiss with the encryption of a bucket that is mounted to be written to.
 * Only if the server leaves no doubt; and it is asked once the mount answers, so that nobody waits
 * for that.
 */
final class BucketNotice {
  private static final Logger LOG = LoggerFactory.getLogger(BucketNotice.class);

  private final Question question;
  private final BucketOpener opener;

  /** Connects to the bucket as a whole. */
  interface BucketOpener {
    Bucket open() throws IOException, CliException;
  }

  /** Finds out what there is to tell. */
  private interface Question {
    Optional<String> ask(Bucket bucket) throws IOException;
  }

  private BucketNotice(Question question, BucketOpener opener) {
    this.question = question;
    this.opener = opener;
  }

  /**
   * That what is written to a mount is encrypted nowhere.
   *
   * @param prefix where to look for an object
   */
  static BucketNotice ofNoEncryption(ObjectStore store, String prefix, BucketOpener opener) {
    return new BucketNotice(bucket -> unencrypted(BucketSse.ask(bucket, store, prefix)), opener);
  }

  /** That a bucket takes nothing under the keys that the mount is to write with. */
  static BucketNotice ofBlockedCustomerKeys(String name, BucketOpener opener) {
    return new BucketNotice(bucket -> blocked(bucket.encryption(), name), opener);
  }

  void start() {
    Thread thread = new Thread(this::tell, "cofferfs-bucket-notice");
    thread.setDaemon(true);
    thread.start();
  }

  private void tell() {
    try {
      text().ifPresent(LOG::warn);
    } catch (IOException | CliException e) {
      LOG.debug("it is not known how the bucket encrypts: {}", e.getMessage());
    }
  }

  Optional<String> text() throws IOException, CliException {
    try (Bucket bucket = opener.open()) {
      return question.ask(bucket);
    }
  }

  private static Optional<String> unencrypted(BucketSse sse) {
    return sse.state() == BucketSse.State.UNENCRYPTED
        ? Optional.of(
            "not encrypted by the server either, according to "
                + sse.evidence()
                + ": what is written here is stored as it is; --sse, an encrypted bucket or a"
                + " volume (cofferfs init) change that")
        : Optional.empty();
  }

  private static Optional<String> blocked(Optional<EncryptionRule> rule, String name) {
    return rule.filter(EncryptionRule::blocksCustomerKeys)
        .map(
            blocking ->
                "the bucket blocks SSE-C, as new ones at AWS do: whatever is written here will be"
                    + " refused; 'cofferfs bucket allow-sse-c s3://"
                    + name
                    + "' lifts that");
  }
}
