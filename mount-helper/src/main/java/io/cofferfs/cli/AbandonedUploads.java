package io.cofferfs.cli;

import io.cofferfs.fs.s3.BegunUpload;
import io.cofferfs.fs.s3.Bucket;
import io.cofferfs.fs.s3.MultipartUpload;
import io.cofferfs.fs.s3.ObjectStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Multipart uploads under a prefix of which no part has come for so long that their process must be
 * dead. A mount gives them up while it runs: they take room that nobody sees and somebody pays.
 * Should one live after all, its mount sends what it has in staging in another upload.
 */
final class AbandonedUploads {
  private static final Logger LOG = LoggerFactory.getLogger(AbandonedUploads.class);

  /** In a volume that is encrypted here, where nobody but cofferfs uploads. */
  static final Duration OF_A_VOLUME = Duration.ofDays(1);

  /** Where other programs may upload, too, and go on with it days later. */
  static final Duration ANYWHERE = Duration.ofDays(7);

  // What is a day old can wait; who mounts for a moment need not.
  private static final int DELAY_SECONDS = 60;

  private final ObjectStore store;
  private final String prefix;
  private final Duration age;
  private final BucketOpener opener;

  /** Connects to the bucket as a whole. */
  interface BucketOpener {
    Bucket open() throws IOException, CliException;
  }

  /**
   * @param prefix of what is mounted
   * @param age since the last part
   */
  AbandonedUploads(ObjectStore store, String prefix, Duration age, BucketOpener opener) {
    this.store = store;
    this.prefix = prefix;
    this.age = age;
    this.opener = opener;
  }

  /** Gives them up in the background, a while later. */
  void giveUpLater(Clock clock) {
    Thread thread = new Thread(() -> giveUpAfterDelay(clock), "cofferfs-abandoned-uploads");
    thread.setDaemon(true);
    thread.start();
  }

  private void giveUpAfterDelay(Clock clock) {
    try {
      TimeUnit.SECONDS.sleep(DELAY_SECONDS);
      int count = giveUp(clock);
      if (count > 0) {
        LOG.info("{} uploads of mounts that died were aborted", count);
      }
    } catch (IOException | CliException e) {
      LOG.info("uploads of mounts that died may be left ('cofferfs clean'): {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Aborts them; how many there were.
   *
   * @param clock for a store that does not tell its time
   */
  int giveUp(Clock clock) throws IOException, CliException {
    int count = 0;
    try (Bucket bucket = opener.open()) {
      Instant limit = bucket.greet().time().orElse(clock.instant()).minus(age);
      for (BegunUpload begun : bucket.uploads(prefix)) {
        if (begun.begun().isBefore(limit) && isSilent(bucket, begun.upload(), limit)) {
          store.abortMultipartUpload(begun.upload());
          count++;
        }
      }
    }
    return count;
  }

  private static boolean isSilent(Bucket bucket, MultipartUpload upload, Instant limit)
      throws IOException {
    Optional<Instant> last = bucket.lastPart(upload);
    return last.isEmpty() || last.get().isBefore(limit);
  }
}
