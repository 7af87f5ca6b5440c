package io.cofferfs.test.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cofferfs.fs.s3.AwsBucket;
import io.cofferfs.fs.s3.Bucket;
import io.cofferfs.fs.s3.Connection;
import io.cofferfs.fs.s3.EncryptionRule;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.StoredEncryption;
import io.cofferfs.test.server.EmbeddedS3;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A bucket that blocks SSE-C, as new ones at AWS do. */
final class BlockedEncryptionTest {
  @RegisterExtension static final S3Servers S3 = new S3Servers(EmbeddedS3.builder().likeAws2026());

  @Test
  void put_underACustomerKey_isRefused_andSaysWhatLiftsThat() throws Exception {
    Connection connection = S3.secure(S3.newBucket());
    try (ObjectStore keyed = S3.open(connection, S3Servers.newCustomerKey())) {
      ObjectStoreException refusal =
          catchThrowableOfType(ObjectStoreException.class, () -> put(keyed));
      assertThat(refusal.reason()).isEqualTo(Reason.ACCESS_DENIED);
      assertThat(refusal)
          .hasMessageContaining("; the bucket blocks SSE-C")
          .hasMessageContaining("cofferfs bucket allow-sse-c s3://" + connection.bucket());
      assertThat(
              catchThrowableOfType(
                  ObjectStoreException.class, () -> keyed.createMultipartUpload("k", Map.of())))
          .hasMessageContaining("; the bucket blocks SSE-C");
    }
  }

  @Test
  void customerKeys_areAllowed_andWorkThen() throws Exception {
    Connection connection = S3.secure(S3.newBucket());
    try (Bucket bucket = AwsBucket.open(connection);
        ObjectStore keyed = S3.open(connection, S3Servers.newCustomerKey())) {
      EncryptionRule rule = bucket.encryption().orElseThrow();
      assertThat(rule.blocksCustomerKeys()).isTrue();
      bucket.setEncryption(rule.withCustomerKeys());
      put(keyed);
      assertThat(keyed.head("k").length()).isZero();
      assertThat(bucket.encryption().orElseThrow().allowsCustomerKeys()).isTrue();
    }
  }

  @Test
  void customerKeys_areAllowed_andTheRestOfTheRuleStays() throws Exception {
    EncryptionRule blocking =
        new EncryptionRule(
            Optional.of(StoredEncryption.of("aws:kms", Optional.of("testkey-1"))),
            /* bucketKey= */ true,
            Optional.of(List.of("SSE-C")));
    try (Bucket bucket = AwsBucket.open(S3.secure(S3.newBucket()))) {
      bucket.setEncryption(blocking);
      assertThat(bucket.encryption()).contains(blocking);
      bucket.setEncryption(blocking.withCustomerKeys());
      assertThat(bucket.encryption())
          .contains(
              new EncryptionRule(
                  blocking.byDefault(), /* bucketKey= */ true, Optional.of(List.of("NONE"))));
    }
  }

  private static void put(ObjectStore objects) throws IOException {
    objects.put("k", PartBody.empty(), Map.of(), Precondition.none());
  }
}
