package io.cofferfs.fs.s3;

import io.cofferfs.crypto.KeyFile;
import io.cofferfs.crypto.SecretBytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A 256-bit SSE-C key, which travels in each request that needs it, over TLS only. A class, not a
 * record: it holds a secret, which stays its maker's to close.
 */
public final class CustomerKey {
  private static final int LENGTH = 32;

  private final SecretBytes secret;
  private final String md5;

  public CustomerKey(SecretBytes secret) {
    if (secret.length() != LENGTH) {
      throw new IllegalArgumentException("an SSE-C key has 32 bytes, not " + secret.length());
    }
    this.secret = secret;
    this.md5 = secret.expose(CustomerKey::md5);
  }

  /** The public name of the key, which tells nothing about it. */
  public String id() {
    return KeyFile.keyId(secret);
  }

  /** The key as headers have it. */
  String encoded() {
    return secret.expose(Base64.getEncoder()::encodeToString);
  }

  /** The digest by which servers tell which key they have used; not secret. */
  String md5() {
    return md5;
  }

  private static String md5(byte[] key) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(key));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SSE-C needs MD5, which this JVM does not have", e);
    }
  }

  /** Compares the keys in constant time. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CustomerKey that && secret.equals(that.secret);
  }

  @Override
  public int hashCode() {
    return md5.hashCode();
  }

  @Override
  public String toString() {
    return "CustomerKey[" + id() + "]";
  }
}
