package io.cofferfs.crypto;

import javax.crypto.SecretKey;

/** A 256-bit AES key for JCA that can be destroyed, unlike {@code SecretKeySpec}. */
public final class AesKey implements SecretKey, AutoCloseable {
  /** In bytes. */
  public static final int LENGTH = 32;

  private static final long serialVersionUID = 1;

  private final transient SecretBytes secret;

  /** Takes ownership of {@code secret}, which has {@link #LENGTH} bytes. */
  public AesKey(SecretBytes secret) {
    if (secret.length() != LENGTH) {
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
