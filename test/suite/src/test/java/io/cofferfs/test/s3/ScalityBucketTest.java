package io.cofferfs.test.s3;

import static io.cofferfs.fs.s3.ContractFixture.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.s3.AwsBucket;
import io.cofferfs.fs.s3.AwsObjectStore;
import io.cofferfs.fs.s3.Bucket;
import io.cofferfs.fs.s3.Bucket.Making;
import io.cofferfs.fs.s3.Connection;
import io.cofferfs.fs.s3.EncryptionRule;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.ServerSideEncryption;
import io.cofferfs.fs.s3.StoredEncryption;
import io.cofferfs.fs.s3.StoredEncryption.Kind;
import io.cofferfs.test.server.EmbeddedS3;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server with encrypted buckets, and without the calls that S3 has for them. */
final class ScalityBucketTest {
  @RegisterExtension static final S3Servers S3 = new S3Servers(EmbeddedS3.builder().likeScality());

  @Test
  void create_withScalitysHeader_encryptsWhatIsPutThere() throws Exception {
    assertThat(kindAfter(Making.SCALITY_ENCRYPTED)).isEqualTo(Kind.S3);
    assertThat(kindAfter(Making.ORDINARY)).isEqualTo(Kind.NONE);
  }

  @Test
  void encryption_isNotImplemented() throws Exception {
    try (Bucket bucket = AwsBucket.open(S3.secure(S3.newBucketName()))) {
      assertFails(Reason.UNSUPPORTED, bucket::encryption);
      bucket.create(Making.ORDINARY);
      EncryptionRule rule = EncryptionRule.of(StoredEncryption.of("AES256", Optional.empty()));
      assertFails(Reason.UNSUPPORTED, () -> bucket.setEncryption(rule));
    }
  }

  @Test
  void customerKeys_areRefusedByUploads_andIgnoredByReads() throws Exception {
    Connection connection = S3.secure(S3.newBucket());
    try (ObjectStore plain = S3.open(connection, new ServerSideEncryption.BucketDefault());
        ObjectStore keyed = S3.open(connection, S3Servers.newCustomerKey());
        Bucket bucket = AwsBucket.open(connection)) {
      assertFails(Reason.UNSUPPORTED, () -> put(keyed));
      put(plain);
      assertThat(bucket.encryptionOf("k").kind()).isEqualTo(Kind.NONE);
      assertThat(keyed.head("k").length()).isZero();
    }
  }

  private static Kind kindAfter(Making making) throws Exception {
    Connection connection = S3.secure(S3.newBucketName());
    try (Bucket bucket = AwsBucket.open(connection);
        ObjectStore objects =
            AwsObjectStore.open(connection, new ServerSideEncryption.BucketDefault())) {
      bucket.create(making);
      put(objects);
      return bucket.encryptionOf("k").kind();
    }
  }

  private static void put(ObjectStore objects) throws Exception {
    objects.put("k", PartBody.empty(), Map.of(), Precondition.none());
  }
}
