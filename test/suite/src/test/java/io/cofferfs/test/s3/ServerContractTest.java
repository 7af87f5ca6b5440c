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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInfo;

/**
 * The contract of the port against the server that the environment names: {@code
 * COFFERFS_TEST_ENDPOINT}, {@code COFFERFS_TEST_BUCKET}, {@code COFFERFS_TEST_KMS_KEY} and {@code
 * COFFERFS_TEST_LACKS} (of s3, kms, c and {@link #ABILITIES}, what it cannot do), credentials and
 * CA bundle as the AWS tools take them. The bucket is emptied for each test, so its name has to
 * begin with {@code cofferfs-test}. {@code packaging/test --server} runs it.
 */
@Tag("server")
final class ServerContractTest {
  private static final String SAFE_PREFIX = "cofferfs-test";
  private static final SharedClients CLIENTS = new SharedClients();

  /** What S3 can do and some servers cannot, cofferfs knowing how to do without, and its tests. */
  private static final Map<String, Set<String>> ABILITIES =
      Map.of(
          "if-match-copies",
          Set.of(
              "copy_ofAnotherVersion_isPreconditionFailed",
              "uploadPartCopy_ofAnotherVersion_isPreconditionFailed"),
          "if-match-part-copies",
          Set.of("uploadPartCopy_ofAnotherVersion_isPreconditionFailed"),
          "ended-uploads",
          Set.of("abort_ofAnUpload_forgetsIt"),
          "one-winner",
          Set.of("putIfMatch_byManyAtOnce_hasOneWinner"));

  /** What a server cannot do to objects under customer keys alone. */
  private static final String CUSTOMER_KEY_COPIES = "c-copies";

  private static final Set<String> PART_COPIES =
      Set.of(
          "uploadPartCopy_ofARange_isPartOfTheObject",
          "uploadPartCopy_ofTheObjectItself_changesItInPlace",
          "uploadPartCopy_ofAnotherVersion_isPreconditionFailed");

  abstract static class Contract extends ObjectStoreContract {
    private final String needs;
    private final ServerSideEncryption encryption;

    Contract(String needs, ServerSideEncryption encryption) {
      this.needs = needs;
      this.encryption = encryption;
    }

    @BeforeEach
    void requireAbilities(TestInfo test) {
      String name = test.getTestMethod().orElseThrow().getName();
      for (String word : lacks()) {
        boolean copies =
            word.equals(CUSTOMER_KEY_COPIES) && needs.equals("c") && PART_COPIES.contains(name);
        boolean lacking = copies || ABILITIES.getOrDefault(word, Set.of()).contains(name);
        Assumptions.assumeFalse(lacking, "this server lacks " + word);
      }
    }

    private static List<String> lacks() {
      return List.of(variable("LACKS", "").split(" "));
    }

    @Override
    protected ObjectStore newStore() throws ObjectStoreException {
      Assumptions.assumeFalse(lacks().contains(needs), "this server has no --sse " + needs);
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
