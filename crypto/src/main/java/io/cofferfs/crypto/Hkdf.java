package io.cofferfs.crypto;

import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/** HKDF-SHA256 (RFC 5869): one key in, keys for separate purposes out. */
final class Hkdf {
  private static final byte[] NO_SALT = {};

  private Hkdf() {}

  /** A 256-bit key for the purpose {@code info}, without salt. */
  static SecretBytes key(SecretBytes input, String info) {
    return key(input, NO_SALT, info);
  }

  /** A 256-bit key for the purpose {@code info}. */
  static SecretBytes key(SecretBytes input, byte[] salt, String info) {
    byte[] label = info.getBytes(StandardCharsets.US_ASCII);
    return SecretBytes.take(derive(input, salt, label, AesKey.LENGTH));
  }

  static byte[] derive(SecretBytes input, byte[] salt, byte[] info, int length) {
    HKDFBytesGenerator hkdf = new HKDFBytesGenerator(SHA256Digest.newInstance());
    byte[] output = new byte[length];
    return input.expose(
        bytes -> {
          hkdf.init(new HKDFParameters(bytes, salt, info));
          hkdf.generateBytes(output, 0, length);
          return output;
        });
  }
}
