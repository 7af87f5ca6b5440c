package io.cofferfs.cli;

import io.cofferfs.fs.s3.Connection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How to reach the store; what is not given comes from the AWS variables and files. */
final class ConnectionOptions {
  static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  // Enough for 128 requests about small files at once, beside transfers in either direction.
  private static final int MAX_CONNECTIONS = 160;

  @Option(
      names = "--endpoint-url",
      paramLabel = "URL",
      description =
          "The S3 service, if not AWS itself [env: AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL].")
  private Optional<URI> endpoint = Optional.empty();

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "The region [env: AWS_REGION, AWS_DEFAULT_REGION].")
  private Optional<String> region = Optional.empty();

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "The profile in the AWS config and credentials files [env: AWS_PROFILE].")
  private Optional<String> profile = Optional.empty();

  @Option(
      names = "--ca-bundle",
      paramLabel = "FILE",
      description =
          "PEM file with the authorities to trust instead of the system's [env: AWS_CA_BUNDLE].")
  private Optional<Path> caBundle = Optional.empty();

  @Option(names = "--no-sign-request", description = "Send requests without credentials.")
  private boolean anonymous;

  @Option(
      names = "--path-style",
      description = "Name the bucket in the path (always so with --endpoint-url).")
  private boolean pathStyle;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "Bound on one attempt of a request, and on a stalled transfer (30s).")
  private TimeSpan timeout = new TimeSpan(DEFAULT_TIMEOUT);

  @Option(
      names = "--allow-insecure-sse-c",
      description = "Let SSE-C keys go over plain HTTP to an endpoint on this machine.")
  private boolean allowInsecureSseC;

  Connection connection(String bucket, Environment environment) throws CliException {
    Optional<URI> url = endpoint.or(() -> environmentEndpoint(environment));
    if (url.isPresent() && !isHttp(url.get())) {
      throw CliException.usage(
          "the endpoint '" + url.get() + "' is not a URL (write for example https://host:port)");
    }
    return new Connection(
        bucket,
        url,
        region.or(() -> environment.firstOf("AWS_REGION", "AWS_DEFAULT_REGION")),
        profile.or(() -> environment.get("AWS_PROFILE")),
        caBundle.or(() -> environment.get("AWS_CA_BUNDLE").map(Path::of)),
        anonymous,
        pathStyle || url.isPresent(),
        MAX_CONNECTIONS,
        timeout.duration(),
        allowInsecureSseC);
  }

  private static Optional<URI> environmentEndpoint(Environment environment) {
    return environment.firstOf("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL").map(URI::create);
  }

  static boolean isHttp(URI url) {
    boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    return http && url.getHost() != null;
  }
}
