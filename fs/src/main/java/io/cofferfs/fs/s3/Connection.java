package io.cofferfs.fs.s3;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How to reach a bucket. Credentials come from the SDK's default chain or the named profile.
 *
 * @param endpoint empty for AWS itself
 * @param caBundle PEM file with the authorities to trust instead of the JVM's
 * @param anonymous whether requests go unsigned
 * @param pathStyle whether the bucket is named in the path; custom endpoints want that
 * @param maxConnections requests in flight at the most
 * @param attemptTimeout bound on one attempt of a request, and on a stalled body
 * @param allowInsecureSseC whether SSE-C keys may go over plain HTTP to a loopback endpoint
 */
public record Connection(
    String bucket,
    Optional<URI> endpoint,
    Optional<String> region,
    Optional<String> profile,
    Optional<Path> caBundle,
    boolean anonymous,
    boolean pathStyle,
    int maxConnections,
    Duration attemptTimeout,
    boolean allowInsecureSseC) {}
