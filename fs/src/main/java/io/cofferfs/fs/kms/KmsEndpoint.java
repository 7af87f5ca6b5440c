package io.cofferfs.fs.kms;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/** Where a key service is. */
final class KmsEndpoint {
  private KmsEndpoint() {}

  /**
   * AWS's own. The SDK would prefer a URL of its configuration, such as {@code AWS_ENDPOINT_URL},
   * which means the store here: that must not be sent a key to wrap.
   */
  static URI ofAws(Region region) {
    return URI.create("https://" + KmsClient.serviceMetadata().endpointFor(region));
  }

  /** Whether nobody on the way there can read along: with every request goes or comes a key. */
  static boolean isConfidential(URI endpoint) {
    return "https".equalsIgnoreCase(endpoint.getScheme()) || isOnThisMachine(endpoint.getHost());
  }

  private static boolean isOnThisMachine(String host) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
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
