package io.cofferfs.crypto;

import io.cofferfs.crypto.CofferException.Reason;
import java.security.SecureRandom;
import java.util.Optional;

/** A key pair as a way to unlock a volume: it opens the slots made for its public half. */
public final class PrivateIdentity implements UnlockKey {
  private static final String LABEL = "PRIVATE KEY";

  private final IdentityScheme scheme;
  private final SecretBytes pkcs8;
  private final PublicIdentity publicIdentity;

  private PrivateIdentity(IdentityScheme scheme, SecretBytes pkcs8, PublicIdentity publicIdentity) {
    this.scheme = scheme;
    this.pkcs8 = pkcs8;
    this.publicIdentity = publicIdentity;
  }

  /** A new X25519 key pair. */
  public static PrivateIdentity generate(SecureRandom random) {
    try {
      return of(X25519Scheme.generate(random));
    } catch (CofferException e) {
      throw new IllegalStateException("a new key pair was refused", e);
    }
  }

  /**
   * Reads a private key, PEM of PKCS#8 without a passphrase; {@code text} stays the caller's to
   * zero.
   *
   * @throws CofferException {@code MALFORMED}, or {@code UNSUPPORTED_VERSION} with what to do; the
   *     message never quotes the text
   */
  public static PrivateIdentity parse(byte[] text) throws CofferException {
    try (Pem pem = Pem.parse(text)) {
      if (pem.label().equals(PublicIdentity.LABEL)) {
        throw new CofferException(Reason.MALFORMED, "a public key, which opens nothing");
      }
      if (!pem.label().equals(LABEL)) {
        throw new CofferException(
            Reason.UNSUPPORTED_VERSION,
            "a private key in another form than PKCS#8 without a passphrase; convert a copy of it"
                + " (openssl pkey -in FILE, of OpenSSH's ssh-keygen -p -N '' -m PKCS8 -f FILE)");
      }
      return of(pem.der().expose(SecretBytes::copyOf));
    }
  }

  /** Takes ownership of {@code pkcs8}. */
  private static PrivateIdentity of(SecretBytes pkcs8) throws CofferException {
    for (IdentityScheme scheme : PublicIdentity.SCHEMES) {
      Optional<byte[]> spki = scheme.publicKey(pkcs8);
      if (spki.isPresent()) {
        return new PrivateIdentity(scheme, pkcs8, PublicIdentity.ofSpki(spki.get()));
      }
    }
    pkcs8.close();
    throw new CofferException(
        Reason.UNSUPPORTED_VERSION, "a private key that is neither X25519 nor RSA");
  }

  public PublicIdentity publicIdentity() {
    return publicIdentity;
  }

  /** The key pair as the text of a file that only its owner may read; the caller's to close. */
  public SecretBytes toPem() {
    return pkcs8.expose(der -> SecretBytes.take(Pem.encode(LABEL, der)));
  }

  Optional<SecretBytes> unwrap(byte[] wrapped, String volumeId) {
    return scheme
        .unwrap(pkcs8, PublicIdentity.context(volumeId), wrapped)
        .flatMap(KeyWrap::requireKeyLength);
  }

  @Override
  public void close() {
    pkcs8.close();
  }

  @Override
  public String toString() {
    return "PrivateIdentity[" + publicIdentity.algorithm() + " " + publicIdentity.keyId() + "]";
  }
}
