package io.cofferfs.crypto;

import java.util.Optional;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.RFC5649WrapEngine;
import org.bouncycastle.crypto.params.KeyParameter;

/** AES key wrap with padding (AES-KWP, RFC 5649): keys sealed under keys. */
final class KeyWrap {
  /** A wrapped 256-bit key. */
  static final int WRAPPED_KEY_BYTES = 40;

  private KeyWrap() {}

  static byte[] wrap(SecretBytes wrappingKey, SecretBytes secret) {
    return wrappingKey.expose(
        key -> {
          RFC5649WrapEngine engine = new RFC5649WrapEngine(AESEngine.newInstance());
          engine.init(true, new KeyParameter(key));
          return secret.expose(bytes -> engine.wrap(bytes, 0, bytes.length));
        });
  }

  /** {@code secret}, or nothing, and {@code secret} destroyed, if it has not 256 bits. */
  static Optional<SecretBytes> requireKeyLength(SecretBytes secret) {
    if (secret.length() == AesKey.LENGTH) {
      return Optional.of(secret);
    }
    secret.close();
    return Optional.empty();
  }

  /** Returns the 256-bit key that was wrapped, or nothing if it was not {@code wrappingKey}. */
  static Optional<SecretBytes> unwrap(SecretBytes wrappingKey, byte[] wrapped) {
    return wrappingKey.expose(
        key -> {
          RFC5649WrapEngine engine = new RFC5649WrapEngine(AESEngine.newInstance());
          engine.init(false, new KeyParameter(key));
          try {
            SecretBytes secret = SecretBytes.take(engine.unwrap(wrapped, 0, wrapped.length));
            return Optional.of(secret).filter(found -> found.length() == AesKey.LENGTH);
          } catch (InvalidCipherTextException e) {
            return Optional.empty();
          }
        });
  }
}
