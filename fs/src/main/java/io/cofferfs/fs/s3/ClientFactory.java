package io.cofferfs.fs.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.defaultsmode.DefaultsMode;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes the SDK's S3 clients of one {@link Connection}, all over one pool of HTTP connections. */
final class ClientFactory implements AutoCloseable {
  /** The first attempt and four more: about three seconds of waiting in between. */
  static final int MAX_ATTEMPTS = 5;

  private final Connection connection;
  private final AwsAccess access;
  private final AwsCredentialsProvider credentials;
  private final SdkHttpClient http;
  private final CustomerKeyTransport.Guard guard;
  private final DirectRequests direct;

  ClientFactory(Connection connection) throws ObjectStoreException {
    this.connection = connection;
    this.access = new AwsAccess(connection);
    this.credentials =
        connection.anonymous() ? AnonymousCredentialsProvider.create() : access.credentials();
    this.http = access.http(connection.endpoint());
    this.guard = new CustomerKeyTransport.Guard(connection);
    this.direct = new DirectRequests(http, credentials, guard);
  }

  /** Requests past the clients, once one of them has read something. */
  DirectRequests direct() {
    return direct;
  }

  /** A client that adds to uploads the checksums that S3 has had since 2025. */
  S3Client modern() {
    return builder(List.of(new AnnouncedChecksum()))
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_SUPPORTED)
        .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
        .build();
  }

  /**
   * A client for servers that refuse those checksums, as older ones do: Content-MD5 stands where
   * one is required.
   */
  S3Client plain() {
    return builder(List.of())
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
        .addPlugin(LegacyMd5Plugin.create())
        .build();
  }

  private S3ClientBuilder builder(List<ExecutionInterceptor> own) {
    List<ExecutionInterceptor> interceptors = new ArrayList<>(own);
    interceptors.add(new ExtraHeaders());
    interceptors.add(new CutOffAnswers());
    interceptors.add(new DroppedEchoes());
    interceptors.add(guard);
    interceptors.add(new Attempts.Recorder());
    interceptors.add(direct.learner());
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClient(http)
            .defaultsMode(DefaultsMode.STANDARD)
            .credentialsProvider(credentials)
            .forcePathStyle(connection.pathStyle())
            // Reads are of ranges, which have no checksum; coffer's own tags do this work.
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .disableS3ExpressSessionAuth(true)
            .overrideConfiguration(
                override ->
                    override
                        .retryStrategy(retries())
                        .apiCallAttemptTimeout(connection.attemptTimeout())
                        .executionInterceptors(interceptors));
    connection.endpoint().ifPresent(builder::endpointOverride);
    setRegion(builder);
    return builder;
  }

  private static StandardRetryStrategy retries() {
    return AwsRetryStrategy.standardRetryStrategy().toBuilder()
        .maxAttempts(MAX_ATTEMPTS)
        .retryOnException(ClientFactory::isConflict)
        .build();
  }

  /** Another request for the same object is under way. */
  private static boolean isConflict(Throwable e) {
    return e instanceof AwsServiceException answer
        && answer.statusCode() == 409
        && answer.awsErrorDetails() != null
        && ErrorMapping.isConflict(answer.awsErrorDetails().errorCode());
  }

  /** Where none is configured, AWS itself tells the client which region is right. */
  private void setRegion(S3ClientBuilder builder) {
    Optional<Region> region = access.region();
    builder.region(region.orElse(Region.US_EAST_1));
    if (region.isEmpty()) {
      builder.crossRegionAccessEnabled(connection.endpoint().isEmpty());
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
