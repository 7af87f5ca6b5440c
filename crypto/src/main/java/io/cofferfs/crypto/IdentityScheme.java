package io.cofferfs.crypto;

import java.security.SecureRandom;
import java.util.Optional;

/**
 * One kind of key pair and how it wraps root keys. Public keys are DER of SubjectPublicKeyInfo,
 * private keys DER of PKCS#8. The context is authenticated and not stored.
 */
sealed interface IdentityScheme permits X25519Scheme, RsaScheme {
  /** In the volume file. */
  String name();

  /**
   * Whether {@code spki} is a public key of this kind.
   *
   * @throws CofferException {@code UNSUPPORTED_VERSION} if it is one and not fit for use
   */
  boolean isPublicKey(byte[] spki) throws CofferException;

  /**
   * The public half of {@code pkcs8}, or nothing if it is no private key of this kind.
   *
   * @throws CofferException {@code UNSUPPORTED_VERSION} if it is one and not fit for use
   */
  Optional<byte[]> publicKey(SecretBytes pkcs8) throws CofferException;

  /** Wraps {@code secret} for the holder of the private key. */
  byte[] wrap(byte[] spki, byte[] context, SecretBytes secret, SecureRandom random)
      throws CofferException;

  /** What was wrapped, or nothing if it was for another key or context. */
  Optional<SecretBytes> unwrap(SecretBytes pkcs8, byte[] context, byte[] wrapped);
}
