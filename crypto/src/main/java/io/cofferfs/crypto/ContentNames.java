package io.cofferfs.crypto;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Names for what is kept of contents outside of the bucket: HMAC-SHA256 under a key of their own,
 * so that a name tells nothing of what it stands for, and nobody without the key can make one.
 * Thread-safe.
 */
public final class ContentNames implements AutoCloseable {
  private final SecretBytes key;

  /** Takes ownership of {@code key}. */
  ContentNames(SecretBytes key) {
    this.key = key;
  }

  /** Names that mean something to this process only. */
  public static ContentNames ephemeral(SecureRandom random) {
    return new ContentNames(SecretBytes.random(random, AesKey.LENGTH));
  }

  /** 64 hex digits, the same for the same content under the same key. */
  public String name(byte[] content) {
    return HexFormat.of().formatHex(Hmac.sha256(key, content));
  }

  @Override
  public void close() {
    key.close();
  }
}
