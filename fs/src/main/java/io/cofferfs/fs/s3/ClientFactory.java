package io.cofferfs.fs.s3;

import java.time.Duration;
import javax.net.ssl.TrustManager;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.defaultsmode.DefaultsMode;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Makes the SDK's clients of one {@link Connection}, all over one pool of HTTP connections. What
 * the SDK would look up for itself is said here where it costs time to look up: a mount starts with
 * this.
 */
final class ClientFactory implements AutoCloseable {
  /** The first attempt and four more: about three seconds of waiting in between. */
  private static final int MAX_ATTEMPTS = 5;

  private static final Duration MAX_CONNECT_TIME = Duration.ofSeconds(10);

  private final Connection connection;
  private final SdkHttpClient http;

  ClientFactory(Connection connection) throws ObjectStoreException {
    this.connection = connection;
    this.http = http(connection);
  }

  /** A client that adds to uploads the checksums that S3 has had since 2025. */
  S3Client modern() {
    return builder().requestChecksumCalculation(RequestChecksumCalculation.WHEN_SUPPORTED).build();
  }

  /**
   * A client for servers that refuse checksums in trailers, as older ones do: nothing is sent in
   * chunks, and Content-MD5 stands where a checksum is required.
   */
  S3Client plain() {
    return builder()
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
        .addPlugin(LegacyMd5Plugin.create())
        .build();
  }

  private S3ClientBuilder builder() {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClient(http)
            .defaultsMode(DefaultsMode.STANDARD)
            .credentialsProvider(credentials())
            .forcePathStyle(connection.pathStyle())
            // Reads are of ranges, which have no checksum; coffer's own tags do this work.
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .disableS3ExpressSessionAuth(true)
            .overrideConfiguration(
                override ->
                    override
                        .retryStrategy(retries())
                        .apiCallAttemptTimeout(connection.attemptTimeout())
                        .addExecutionInterceptor(new ExtraHeaders())
                        .addExecutionInterceptor(new CustomerKeyTransport.Guard(connection))
                        .addExecutionInterceptor(new Attempts.Recorder()));
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
        && ("OperationAborted".equals(answer.awsErrorDetails().errorCode())
            || "ConditionalRequestConflict".equals(answer.awsErrorDetails().errorCode()));
  }

  private AwsCredentialsProvider credentials() {
    if (connection.anonymous()) {
      return AnonymousCredentialsProvider.create();
    }
    DefaultCredentialsProvider.Builder chain = DefaultCredentialsProvider.builder();
    connection.profile().ifPresent(chain::profileName);
    return chain.build();
  }

  /**
   * The region asked for or configured. Where there is none: any will do for a custom endpoint, and
   * AWS itself tells the client which one is right. The SDK's default chain would ask the metadata
   * service of the machine, for seconds where there is none.
   */
  private void setRegion(S3ClientBuilder builder) {
    if (connection.region().isPresent()) {
      builder.region(Region.of(connection.region().get()));
      return;
    }
    String profile =
        connection.profile().orElseGet(ProfileFileSystemSetting.AWS_PROFILE::getStringValueOrThrow);
    try {
      builder.region(
          new AwsRegionProviderChain(
                  new SystemSettingsRegionProvider(),
                  new AwsProfileRegionProvider(ProfileFile::defaultProfileFile, profile))
              .getRegion());
    } catch (SdkClientException noneConfigured) {
      builder.region(Region.US_EAST_1);
      builder.crossRegionAccessEnabled(connection.endpoint().isEmpty());
    }
  }

  private static SdkHttpClient http(Connection connection) throws ObjectStoreException {
    Duration patience = connection.attemptTimeout();
    Apache5HttpClient.Builder builder =
        Apache5HttpClient.builder()
            .maxConnections(connection.maxConnections())
            .connectionTimeout(
                patience.compareTo(MAX_CONNECT_TIME) < 0 ? patience : MAX_CONNECT_TIME)
            .connectionAcquisitionTimeout(patience)
            .socketTimeout(patience)
            .tcpKeepAlive(true);
    if (connection.caBundle().isPresent()) {
      TrustManager[] trust = CaBundle.read(connection.caBundle().get());
      builder.tlsTrustManagersProvider(() -> trust);
    } else if (isPlainHttp(connection)) {
      // Reading the JVM's own authorities takes a quarter of a second, for nothing here.
      builder.tlsTrustManagersProvider(() -> new TrustManager[0]);
    }
    return builder.build();
  }

  private static boolean isPlainHttp(Connection connection) {
    return connection.endpoint().filter(url -> "http".equals(url.getScheme())).isPresent();
  }

  @Override
  public void close() {
    http.close();
  }
}
