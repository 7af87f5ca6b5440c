package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * The rule that SSE-C keys travel over TLS only. The SDK does not hold it: it would send the key in
 * the clear.
 */
final class CustomerKeyTransport {
  static final String REFUSAL =
      "an SSE-C key is not sent over plain HTTP: use an https endpoint, or"
          + " --allow-insecure-sse-c with one on this machine";

  private static final String KEY_HEADER = "server-side-encryption-customer-key";

  private CustomerKeyTransport() {}

  /**
   * Holds the rule for each request as it is sent, wherever its endpoint came from: the SDK's own
   * configuration files can name one too.
   */
  static final class Guard implements ExecutionInterceptor {
    private final boolean allowInsecure;

    Guard(Connection connection) {
      this.allowInsecure = connection.allowInsecureSseC();
    }

    @Override
    public void beforeTransmission(
        Context.BeforeTransmission context, ExecutionAttributes attributes) {
      check(context.httpRequest());
    }

    /** Throws where the request would show a key to whoever listens. */
    void check(SdkHttpRequest request) {
      if (!"https".equalsIgnoreCase(request.protocol())
          && carriesKey(request)
          && !(allowInsecure && isLoopback(request.getUri()))) {
        throw SdkClientException.create(REFUSAL);
      }
    }

    private static boolean carriesKey(SdkHttpRequest request) {
      return request.headers().keySet().stream()
          .anyMatch(name -> name.toLowerCase(Locale.ROOT).endsWith(KEY_HEADER));
    }
  }

  static void check(Connection connection) throws ObjectStoreException {
    if (connection.endpoint().isEmpty() || isSecure(connection.endpoint().get())) {
      return;
    }
    if (!connection.allowInsecureSseC() || !isLoopback(connection.endpoint().get())) {
      throw new ObjectStoreException(Reason.REJECTED, REFUSAL);
    }
  }

  private static boolean isSecure(URI endpoint) {
    return "https".equalsIgnoreCase(endpoint.getScheme());
  }

  private static boolean isLoopback(URI endpoint) {
    try {
      InetAddress[] addresses = InetAddress.getAllByName(endpoint.getHost());
      for (InetAddress address : addresses) {
        if (!address.isLoopbackAddress()) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
