package io.cofferfs.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/** HMAC-SHA256 (RFC 2104), by JCA: no start of a mount should have to load BouncyCastle for it. */
final class Hmac {
  static final int LENGTH = 32;

  private Hmac() {}

  static byte[] sha256(SecretBytes key, byte[] message) {
    return key.expose(bytes -> sha256(bytes, message));
  }

  /** HMAC of {@code parts}, one behind the other. */
  static byte[] sha256(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new Key(key));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no HMAC-SHA256", e);
    }
  }

  /** Lent for one call, and possibly empty: {@code SecretKeySpec} keeps a copy and refuses that. */
  private static final class Key implements SecretKey {
    private static final long serialVersionUID = 1;

    private final transient byte[] bytes;

    Key(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public String getAlgorithm() {
      return "HmacSHA256";
    }

    @Override
    public String getFormat() {
      return "RAW";
    }

    /** A copy, which the JDK's HMAC zeroes. */
    @Override
    public byte[] getEncoded() {
      return bytes.clone();
    }
  }
}
