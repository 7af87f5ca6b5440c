package io.cofferfs.fs.s3;

import static io.cofferfs.fs.s3.ContractFixture.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.s3.Bucket.Making;
import io.cofferfs.fs.s3.Greeting.Presence;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for every {@link Bucket}. Each implementation's test extends this class. */
public abstract class BucketContract {
  private static final StoredEncryption AES256 = StoredEncryption.of("AES256", Optional.empty());

  private Bucket bucket;
  private ObjectStore objects;

  /** A bucket that is not there. */
  protected abstract Bucket newBucket() throws Exception;

  /** The objects in the bucket that was made last. */
  protected abstract ObjectStore objects() throws Exception;

  @BeforeEach
  void open() throws Exception {
    bucket = newBucket();
    objects = objects();
  }

  @AfterEach
  void close() {
    bucket.close();
    objects.close();
  }

  @Test
  void greet_tellsWhetherTheBucketIsThere() throws Exception {
    assertThat(bucket.greet().presence()).isEqualTo(Presence.MISSING);
    bucket.create(Making.ORDINARY);
    Greeting greeting = bucket.greet();
    assertThat(greeting.presence()).isEqualTo(Presence.FOUND);
    assertThat(greeting.time().orElseThrow()).isAfter(Instant.parse("2026-01-01T00:00:00Z"));
  }

  @Test
  void create_whatIsThere_isRefused() throws Exception {
    bucket.create(Making.ORDINARY);
    assertFails(Reason.PRECONDITION_FAILED, () -> bucket.create(Making.ORDINARY));
  }

  @Test
  void remove_takesAnEmptyBucketOnly() throws Exception {
    bucket.create(Making.ORDINARY);
    objects.put("k", PartBody.empty(), Map.of(), Precondition.none());
    assertFails(Reason.REJECTED, bucket::remove);
    objects.delete("k", Precondition.none());
    bucket.remove();
    assertThat(bucket.greet().presence()).isEqualTo(Presence.MISSING);
  }

  @Test
  void encryption_isWhatWasSetLast() throws Exception {
    bucket.create(Making.ORDINARY);
    assertThat(bucket.encryption()).isEmpty();
    bucket.setEncryption(EncryptionRule.of(AES256));
    assertThat(bucket.encryption().orElseThrow().byDefault()).contains(AES256);
    StoredEncryption kms = StoredEncryption.of("aws:kms", Optional.of("testkey-1"));
    bucket.setEncryption(EncryptionRule.of(kms));
    assertThat(bucket.encryption().orElseThrow().byDefault()).contains(kms);
  }

  @Test
  void encryptionOf_tellsHowAnObjectIsStored() throws Exception {
    bucket.create(Making.ORDINARY);
    bucket.setEncryption(EncryptionRule.of(AES256));
    objects.put("k", PartBody.empty(), Map.of(), Precondition.none());
    assertThat(bucket.encryptionOf("k")).isEqualTo(AES256);
    assertFails(Reason.NOT_FOUND, () -> bucket.encryptionOf("none"));
  }

  @Test
  void versioning_ofANewBucket_isOff() throws Exception {
    bucket.create(Making.ORDINARY);
    assertThat(bucket.versioning()).isEqualTo(Versioning.OFF);
  }

  @Test
  void uploads_underThePrefix_haveTheTimeTheyWereBegun() throws Exception {
    bucket.create(Making.ORDINARY);
    MultipartUpload upload = objects.createMultipartUpload("a/k", Map.of());
    objects.createMultipartUpload("b/k", Map.of());
    Instant now = bucket.greet().time().orElseThrow();
    assertThat(bucket.uploads("a/"))
        .singleElement()
        .satisfies(
            begun -> {
              assertThat(begun.upload()).isEqualTo(upload);
              assertThat(begun.begun())
                  .isBetween(now.minus(1, ChronoUnit.MINUTES), now.plus(1, ChronoUnit.MINUTES));
            });
  }

  @Test
  void probeWrites_leavesTheObjectToItsCaller() throws Exception {
    bucket.create(Making.ORDINARY);
    assertThat(bucket.probeWrites("k"))
        .isEqualTo(new WriteSupport(/* conditions= */ true, /* checksums= */ true));
    assertThat(objects.head("k").key()).isEqualTo("k");
  }
}
