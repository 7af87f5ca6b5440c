package io.cofferfs.fs.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;

/**
 * What a {@link Connection} says of every AWS service alike: whose credentials, which region, how
 * to speak HTTP. What the SDK would look up for itself is said here where it costs time to look up:
 * a mount starts with this.
 */
public final class AwsAccess {
  private static final Duration MAX_CONNECT_TIME = Duration.ofSeconds(10);

  private final Connection connection;

  public AwsAccess(Connection connection) {
    this.connection = connection;
  }

  /** Those of the profile or of the SDK's default chain. */
  public AwsCredentialsProvider credentials() {
    DefaultCredentialsProvider.Builder chain = DefaultCredentialsProvider.builder();
    connection.profile().ifPresent(chain::profileName);
    return chain.build();
  }

  /**
   * The region asked for or configured. The SDK's default chain would ask the metadata service of
   * the machine too, for seconds where there is none.
   */
  public Optional<Region> region() {
    if (connection.region().isPresent()) {
      return connection.region().map(Region::of);
    }
    String profile =
        connection.profile().orElseGet(ProfileFileSystemSetting.AWS_PROFILE::getStringValueOrThrow);
    try {
      return Optional.of(
          new AwsRegionProviderChain(
                  new SystemSettingsRegionProvider(),
                  new AwsProfileRegionProvider(ProfileFile::defaultProfileFile, profile))
              .getRegion());
    } catch (SdkClientException noneConfigured) {
      return Optional.empty();
    }
  }

  /**
   * A pool of HTTP connections, the caller's to close.
   *
   * @param endpoint that it is for; empty for AWS itself
   */
  public SdkHttpClient http(Optional<URI> endpoint) throws ObjectStoreException {
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
    } else if (endpoint.filter(url -> "http".equals(url.getScheme())).isPresent()) {
      // Reading the JVM's own authorities takes a quarter of a second, for nothing here.
      builder.tlsTrustManagersProvider(() -> new TrustManager[0]);
    }
    return builder.build();
  }
}
