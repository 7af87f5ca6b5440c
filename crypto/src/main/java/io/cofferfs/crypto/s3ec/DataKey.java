package io.cofferfs.crypto.s3ec;

import io.cofferfs.crypto.SecretBytes;
import javax.crypto.SecretKey;

/** An AES-256 key for JCA that can be destroyed, unlike {@code SecretKeySpec}. */
final class DataKey implements SecretKey, AutoCloseable {
  static final int BYTES = 32;
  private static final long serialVersionUID = 1;

  private final transient SecretBytes secret;

  /** Takes ownership of {@code secret}. */
  DataKey(SecretBytes secret) {
    if (secret.length() != BYTES) {
      throw new IllegalArgumentException("an AES-256 key has 32 bytes, not " + secret.length());
    }
    this.secret = secret;
  }

  @Override
  public String getAlgorithm() {
    return "AES";
  }

  @Override
  public String getFormat() {
    return "RAW";
  }

  /** A copy, which the JDK's cipher zeroes when it has expanded the key. */
  @Override
  public byte[] getEncoded() {
    return secret.expose(byte[]::clone);
  }

  @Override
  public void destroy() {
    secret.close();
  }

  @Override
  public boolean isDestroyed() {
    return secret.isDestroyed();
  }

  @Override
  public void close() {
    destroy();
  }
}
