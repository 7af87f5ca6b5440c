package io.cofferfs.test.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * {@code test/matrix} against LocalStack, where there is Docker; else skipped. Over HTTP, so
 * without SSE-C, which wants TLS. Newer images than the default one want a token: {@code
 * LOCALSTACK_IMAGE} and {@code LOCALSTACK_AUTH_TOKEN}.
 */
@Tag("localstack")
@Testcontainers(disabledWithoutDocker = true)
final class LocalStackTest {
  private static final String BUCKET = "cofferfs-test";

  @Container
  private static final LocalStackContainer LOCALSTACK =
      new LocalStackContainer(
              DockerImageName.parse(variable("LOCALSTACK_IMAGE", "localstack/localstack:4.9"))
                  .asCompatibleSubstituteFor("localstack/localstack"))
          .withServices("s3", "kms")
          .withEnv("LOCALSTACK_AUTH_TOKEN", variable("LOCALSTACK_AUTH_TOKEN", ""));

  @Test
  void matrix_againstLocalStack_passes() throws IOException, InterruptedException {
    createBucket(LOCALSTACK.getEndpoint());
    ProcessBuilder matrix = new ProcessBuilder(checkout().resolve("test/matrix").toString());
    matrix.environment().remove("AWS_CA_BUNDLE");
    matrix
        .environment()
        .putAll(
            Map.of(
                "MATRIX_ENDPOINT", LOCALSTACK.getEndpoint().toString(),
                "MATRIX_BUCKET", BUCKET,
                "MATRIX_KMS_KEY", "alias/aws/s3",
                "MATRIX_LACKS", "c",
                "AWS_ACCESS_KEY_ID", LOCALSTACK.getAccessKey(),
                "AWS_SECRET_ACCESS_KEY", LOCALSTACK.getSecretKey(),
                "AWS_REGION", LOCALSTACK.getRegion()));
    Process process = matrix.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private static void createBucket(URI endpoint) {
    try (S3Client s3 =
        S3Client.builder()
            .endpointOverride(endpoint)
            .forcePathStyle(true)
            .region(Region.of(LOCALSTACK.getRegion()))
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(
                        LOCALSTACK.getAccessKey(), LOCALSTACK.getSecretKey())))
            .build()) {
      s3.createBucket(request -> request.bucket(BUCKET));
    }
  }

  /** Maven runs the tests in the module's directory, {@code test/suite}. */
  private static Path checkout() {
    return Path.of("").toAbsolutePath().getParent().getParent();
  }

  private static String variable(String name, String otherwise) {
    return Optional.ofNullable(System.getenv(name)).orElse(otherwise);
  }
}
