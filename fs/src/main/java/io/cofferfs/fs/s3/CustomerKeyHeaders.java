package io.cofferfs.fs.s3;

import io.cofferfs.crypto.SecretBytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/** The headers by which a request shows the server a key of the customer's. */
final class CustomerKeyHeaders {
  private static final String PREFIX = "x-amz-server-side-encryption-customer-";

  private CustomerKeyHeaders() {}

  /** Holds the key itself, for the one request that it is made for. */
  static Map<String, String> of(SecretBytes key) {
    return key.expose(
        bytes ->
            Map.of(
                PREFIX + "algorithm", "AES256",
                PREFIX + "key", Base64.getEncoder().encodeToString(bytes),
                PREFIX + "key-MD5", md5(bytes)));
  }

  private static String md5(byte[] key) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(key));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SSE-C needs MD5, which this JVM does not have", e);
    }
  }
}
