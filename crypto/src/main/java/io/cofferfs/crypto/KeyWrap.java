package io.cofferfs.crypto;

import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.Cipher;

/** AES key wrap with padding (AES-KWP, RFC 5649): keys sealed under keys. */
final class KeyWrap {
  /** A wrapped 256-bit key. */
  static final int WRAPPED_KEY_BYTES = 40;

  private KeyWrap() {}

  static byte[] wrap(SecretBytes wrappingKey, SecretBytes secret) {
    return secret.expose(
        bytes -> {
          try (AesKey key = new AesKey(wrappingKey.expose(SecretBytes::copyOf))) {
            return cipher(Cipher.ENCRYPT_MODE, key).doFinal(bytes);
          } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-KWP cannot wrap", e);
          }
        });
  }

  /** Returns the 256-bit key that was wrapped, or nothing if it was not {@code wrappingKey}. */
  static Optional<SecretBytes> unwrap(SecretBytes wrappingKey, byte[] wrapped) {
    try (AesKey key = new AesKey(wrappingKey.expose(SecretBytes::copyOf))) {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key);
      return decrypt(cipher, wrapped).flatMap(KeyWrap::requireKeyLength);
    }
  }

  private static Optional<SecretBytes> decrypt(Cipher cipher, byte[] wrapped) {
    try {
      return Optional.of(SecretBytes.take(cipher.doFinal(wrapped)));
    } catch (GeneralSecurityException | RuntimeException wrongKey) {
      // The second is how Corretto's provider says that the key was not this one.
      return Optional.empty();
    }
  }

  /** {@code secret}, or nothing, and {@code secret} destroyed, if it has not 256 bits. */
  static Optional<SecretBytes> requireKeyLength(SecretBytes secret) {
    if (secret.length() == AesKey.LENGTH) {
      return Optional.of(secret);
    }
    secret.close();
    return Optional.empty();
  }

  private static Cipher cipher(int mode, AesKey key) {
    try {
      Cipher cipher = Cipher.getInstance("AES/KWP/NoPadding");
      cipher.init(mode, key);
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no AES-KWP", e);
    }
  }
}
