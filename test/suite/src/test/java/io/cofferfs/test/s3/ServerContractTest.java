package io.cofferfs.test.s3;

import io.cofferfs.fs.s3.AwsObjectStore;
import io.cofferfs.fs.s3.Connection;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreContract;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ServerSideEncryption;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/**
 * The contract of the port against the server that the environment names: {@code
 * COFFERFS_TEST_ENDPOINT}, {@code COFFERFS_TEST_BUCKET}, {@code COFFERFS_TEST_KMS_KEY} and {@code
 * COFFERFS_TEST_LACKS} (of s3, kms and c, what it cannot do), credentials and CA bundle as the AWS
 * tools take them. The bucket is emptied for each test, so its name has to begin with {@code
 * cofferfs-test}. {@code packaging/test --server} runs it.
 */
@Tag("server")
final class ServerContractTest {
  private static final String SAFE_PREFIX = "cofferfs-test";
  private static final SharedClients CLIENTS = new SharedClients();

  abstract static class Contract extends ObjectStoreContract {
    private final String needs;
    private final ServerSideEncryption encryption;

    Contract(String needs, ServerSideEncryption encryption) {
      this.needs = needs;
      this.encryption = encryption;
    }

    @Override
    protected ObjectStore newStore() throws ObjectStoreException {
      boolean lacking = List.of(variable("LACKS", "").split(" ")).contains(needs);
      Assumptions.assumeFalse(lacking, "this server has no --sse " + needs);
      return CLIENTS.emptied(getClass(), () -> AwsObjectStore.open(connection(), encryption));
    }
  }

  @Nested
  final class WithDefaultsOfTheBucket extends Contract {
    WithDefaultsOfTheBucket() {
      super("none", new ServerSideEncryption.BucketDefault());
    }
  }

  @Nested
  final class WithKeysOfTheStore extends Contract {
    WithKeysOfTheStore() {
      super("s3", new ServerSideEncryption.S3Managed());
    }
  }

  @Nested
  final class WithKeysOfTheKms extends Contract {
    WithKeysOfTheKms() {
      super("kms", new ServerSideEncryption.Kms(Optional.of(variable("KMS_KEY", "testkey-1"))));
    }
  }

  @Nested
  final class WithKeysOfTheCustomer extends Contract {
    WithKeysOfTheCustomer() {
      super("c", S3Servers.newCustomerKey());
    }
  }

  private static Connection connection() {
    String bucket = variable("BUCKET", SAFE_PREFIX);
    if (!bucket.startsWith(SAFE_PREFIX)) {
      throw new IllegalStateException(
          "these tests empty their bucket, whose name therefore begins with " + SAFE_PREFIX);
    }
    return new Connection(
        bucket,
        Optional.of(URI.create(variable("ENDPOINT", ""))),
        Optional.empty(),
        Optional.empty(),
        Optional.ofNullable(System.getenv("AWS_CA_BUNDLE")).map(Path::of),
        /* anonymous= */ false,
        /* pathStyle= */ true,
        /* maxConnections= */ 16,
        S3Servers.PATIENCE,
        /* allowInsecureSseC= */ false);
  }

  private static String variable(String name, String otherwise) {
    return Optional.ofNullable(System.getenv("COFFERFS_TEST_" + name)).orElse(otherwise);
  }
}
