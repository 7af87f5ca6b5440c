package io.cofferfs.fs.kms;

import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.fs.kms.KmsException.Reason;
import io.cofferfs.fs.s3.AwsAccess;
import io.cofferfs.fs.s3.Connection;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.awscore.defaultsmode.DefaultsMode;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;

/**
 * AWS KMS, or a service that speaks its protocol. A client is made for each request and closed
 * after it: there is one in the life of a mount. Thread-safe.
 */
public final class AwsKms implements Kms {
  private static final Duration MAX_DELAY = Duration.ofSeconds(5);

  private final Connection connection;
  private final Optional<URI> endpoint;
  private final KmsRetries retries;

  private AwsKms(Connection connection, Optional<URI> endpoint, KmsRetries retries) {
    this.connection = connection;
    this.endpoint = endpoint;
    this.retries = retries;
  }

  /**
   * Makes no request.
   *
   * @param connection whose credentials, region, authorities and timeout are used
   * @param endpoint empty for AWS itself
   * @throws KmsException {@code REJECTED} for an endpoint that would see keys in the clear on their
   *     way
   */
  public static AwsKms open(Connection connection, Optional<URI> endpoint) throws KmsException {
    return open(connection, endpoint, KmsRetries.DEFAULT);
  }

  public static AwsKms open(Connection connection, Optional<URI> endpoint, KmsRetries retries)
      throws KmsException {
    if (endpoint.isPresent() && !KmsEndpoint.isConfidential(endpoint.get())) {
      throw new KmsException(
          Reason.REJECTED,
          "keys do not go over plain HTTP to " + endpoint.get() + ": use an https URL");
    }
    return new AwsKms(connection, endpoint, retries);
  }

  /** A request, to be made with this client. */
  private interface Call<T> {
    T make(KmsClient client);
  }

  @Override
  public byte[] wrap(String keyId, SecretBytes secret, Map<String, String> context)
      throws IOException {
    SdkBytes plaintext = secret.expose(SdkBytes::fromByteArray);
    try {
      return ask(
              keyId,
              KmsErrors.ENCRYPT,
              client ->
                  client.encrypt(
                      request ->
                          request.keyId(keyId).plaintext(plaintext).encryptionContext(context)))
          .ciphertextBlob()
          .asByteArray();
    } finally {
      // The SDK's own copy, in the body of the request, is the garbage collector's.
      Arrays.fill(plaintext.asByteArrayUnsafe(), (byte) 0);
    }
  }

  @Override
  public GeneratedKey generate(String keyId, Map<String, String> context) throws IOException {
    GenerateDataKeyResponse answer =
        ask(
            keyId,
            KmsErrors.GENERATE,
            client ->
                client.generateDataKey(
                    request ->
                        request
                            .keyId(keyId)
                            .keySpec(DataKeySpec.AES_256)
                            .encryptionContext(context)));
    byte[] plaintext = answer.plaintext().asByteArrayUnsafe();
    try {
      return new GeneratedKey(SecretBytes.copyOf(plaintext), answer.ciphertextBlob().asByteArray());
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  @Override
  public SecretBytes unwrap(String keyId, byte[] wrapped, Map<String, String> context)
      throws IOException {
    byte[] plaintext =
        ask(
                keyId,
                KmsErrors.DECRYPT,
                client ->
                    client.decrypt(
                        request ->
                            request
                                .keyId(keyId)
                                .ciphertextBlob(SdkBytes.fromByteArray(wrapped))
                                .encryptionContext(context)))
            .plaintext()
            .asByteArrayUnsafe();
    try {
      return SecretBytes.copyOf(plaintext);
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  @Override
  public String fullName(String keyId) throws IOException {
    if (KeyName.isKeyArn(keyId)) {
      return keyId;
    }
    String arn =
        ask(
                keyId,
                KmsErrors.DESCRIBE,
                client -> client.describeKey(request -> request.keyId(keyId)))
            .keyMetadata()
            .arn();
    return arn == null || arn.isEmpty() ? keyId : arn;
  }

  private <T> T ask(String keyId, String action, Call<T> call) throws IOException {
    try (SdkHttpClient http = new AwsAccess(connection).http(endpoint);
        KmsClient client = client(keyId, http)) {
      return call.make(client);
    } catch (SdkException e) {
      throw new KmsErrors(keyId, action, place()).map(e);
    }
  }

  private String place() {
    return endpoint.map(URI::toString).orElse("AWS KMS");
  }

  private KmsClient client(String keyId, SdkHttpClient http) {
    AwsAccess access = new AwsAccess(connection);
    Region region =
        KeyName.region(keyId).map(Region::of).or(access::region).orElse(Region.US_EAST_1);
    return KmsClient.builder()
        .httpClient(http)
        .defaultsMode(DefaultsMode.STANDARD)
        .credentialsProvider(access.credentials())
        .region(region)
        .endpointOverride(endpoint.orElseGet(() -> KmsEndpoint.ofAws(region)))
        .overrideConfiguration(
            override ->
                override
                    .retryStrategy(strategy())
                    .apiCallAttemptTimeout(connection.attemptTimeout()))
        .build();
  }

  private StandardRetryStrategy strategy() {
    Duration first = retries.firstDelay();
    // A service that does not answer at all is given up sooner than one that is busy.
    BackoffStrategy afterFailure = BackoffStrategy.exponentialDelay(first.dividedBy(4), MAX_DELAY);
    return AwsRetryStrategy.standardRetryStrategy().toBuilder()
        .maxAttempts(retries.attempts())
        .backoffStrategy(afterFailure)
        .throttlingBackoffStrategy(BackoffStrategy.exponentialDelay(first, MAX_DELAY))
        .build();
  }
}
