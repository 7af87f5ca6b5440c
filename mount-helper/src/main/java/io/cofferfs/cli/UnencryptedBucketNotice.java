package io.cofferfs.cli;

import io.cofferfs.fs.s3.Bucket;
import io.cofferfs.fs.s3.ObjectStore;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log that what is written to a mount is encrypted nowhere. Only if the server leaves no
 * doubt; and it is asked once the mount answers, so that nobody waits for that.
 */
final class UnencryptedBucketNotice {
  private static final Logger LOG = LoggerFactory.getLogger(UnencryptedBucketNotice.class);

  private final ObjectStore store;
  private final String prefix;
  private final BucketOpener opener;

  /** Connects to the bucket as a whole. */
  interface BucketOpener {
    Bucket open() throws IOException, CliException;
  }

  /**
   * @param prefix where to look for an object
   */
  UnencryptedBucketNotice(ObjectStore store, String prefix, BucketOpener opener) {
    this.store = store;
    this.prefix = prefix;
    this.opener = opener;
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
      LOG.debug("it is not known whether the bucket is encrypted: {}", e.getMessage());
    }
  }

  Optional<String> text() throws IOException, CliException {
    try (Bucket bucket = opener.open()) {
      BucketSse sse = BucketSse.ask(bucket, store, prefix);
      return sse.state() == BucketSse.State.UNENCRYPTED
          ? Optional.of(
              "not encrypted by the server either, according to "
                  + sse.evidence()
                  + ": what is written here is stored as it is; --sse, an encrypted bucket or a"
                  + " volume (cofferfs init) change that")
          : Optional.empty();
    }
  }
}
