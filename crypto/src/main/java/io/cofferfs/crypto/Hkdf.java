package io.cofferfs.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** HKDF-SHA256 (RFC 5869): one key in, keys for separate purposes out. */
final class Hkdf {
  private static final byte[] NO_SALT = {};
  private static final int MAX_BLOCKS = 255;

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

  /** As {@link #key}, of another length and without salt. */
  static byte[] derive(SecretBytes input, byte[] info, int length) {
    return derive(input, NO_SALT, info, length);
  }

  static byte[] derive(SecretBytes input, byte[] salt, byte[] info, int length) {
    if (length > MAX_BLOCKS * Hmac.LENGTH) {
      throw new IllegalArgumentException("HKDF-SHA256 derives no " + length + " bytes");
    }
    // No salt means zeroes, which is what HMAC makes of an empty key.
    byte[] pseudorandomKey = input.expose(bytes -> Hmac.sha256(salt, bytes));
    try {
      return expand(pseudorandomKey, info, length);
    } finally {
      Arrays.fill(pseudorandomKey, (byte) 0);
    }
  }

  private static byte[] expand(byte[] pseudorandomKey, byte[] info, int length) {
    byte[] output = new byte[length];
    byte[] block = {};
    for (int done = 0; done < length; done += Hmac.LENGTH) {
      byte[] counter = {(byte) (done / Hmac.LENGTH + 1)};
      byte[] next = Hmac.sha256(pseudorandomKey, block, info, counter);
      System.arraycopy(next, 0, output, done, Math.min(Hmac.LENGTH, length - done));
      Arrays.fill(block, (byte) 0);
      block = next;
    }
    Arrays.fill(block, (byte) 0);
    return output;
  }
}
