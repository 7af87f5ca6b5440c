package io.cofferfs.crypto;

/** A 256-bit key out of a key file, as a way to unlock a volume. */
public final class KeyFileKey implements UnlockKey {
  private final SecretBytes key;

  /**
   * Takes ownership of {@code key}.
   *
   * @throws IllegalArgumentException unless it has 32 bytes
   */
  public KeyFileKey(SecretBytes key) {
    if (key.length() != AesKey.LENGTH) {
      throw new IllegalArgumentException("a key file's key has 32 bytes, not " + key.length());
    }
    this.key = key;
  }

  /** The public name of the key, as {@link KeyFile#keyId}. */
  public String keyId() {
    return KeyFile.keyId(key);
  }

  SecretBytes key() {
    return key;
  }

  @Override
  public void close() {
    key.close();
  }

  @Override
  public String toString() {
    return "KeyFileKey[" + (key.isDestroyed() ? "destroyed" : keyId()) + "]";
  }
}
