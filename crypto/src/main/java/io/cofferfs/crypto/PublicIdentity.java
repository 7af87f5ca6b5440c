package io.cofferfs.crypto;

import io.cofferfs.crypto.CofferException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The public half of an identity: X25519, or RSA of 3072 bits and more. Whoever has it can make a
 * slot for its holder; it unlocks nothing. Immutable.
 */
public final class PublicIdentity implements SlotKey {
  /** More than the greatest key takes, in text. */
  public static final int MAX_TEXT_BYTES = 16 * 1024;

  static final String LABEL = "PUBLIC KEY";
  static final int MAX_DER_BYTES = 4096;
  static final List<IdentityScheme> SCHEMES = List.of(new X25519Scheme(), new RsaScheme());

  private static final String CONTEXT = "coffer v1 recipient";
  private static final int KEY_ID_BYTES = 8;

  private final IdentityScheme scheme;
  private final byte[] spki;

  private PublicIdentity(IdentityScheme scheme, byte[] spki) {
    this.scheme = scheme;
    this.spki = spki;
  }

  /**
   * Reads a public key: PEM of SubjectPublicKeyInfo, or a line of OpenSSH with {@code ssh-rsa}.
   *
   * @throws CofferException {@code MALFORMED}, or {@code UNSUPPORTED_VERSION} for keys that are too
   *     weak or cannot encrypt; the message says what to do
   */
  public static PublicIdentity parse(byte[] text) throws CofferException {
    if (text.length > MAX_TEXT_BYTES) {
      throw new CofferException(Reason.MALFORMED, text.length + " bytes are no public key");
    }
    String line = new String(text, StandardCharsets.ISO_8859_1).strip();
    if (OpenSshKey.isOne(line)) {
      return ofSpki(OpenSshKey.toSpki(line));
    }
    try (Pem pem = Pem.parse(text)) {
      if (pem.label().endsWith("PRIVATE KEY")) {
        throw new CofferException(
            Reason.MALFORMED, "a private key where the public half is wanted (export it first)");
      }
      if (!pem.label().equals(LABEL)) {
        throw new CofferException(Reason.UNSUPPORTED_VERSION, "PEM of another kind than " + LABEL);
      }
      return ofSpki(pem.der().expose(byte[]::clone));
    }
  }

  /** Reads DER of SubjectPublicKeyInfo; {@code spki} is not to be changed any more. */
  static PublicIdentity ofSpki(byte[] spki) throws CofferException {
    for (IdentityScheme scheme : SCHEMES) {
      if (scheme.isPublicKey(spki)) {
        return new PublicIdentity(scheme, spki);
      }
    }
    throw new CofferException(
        Reason.UNSUPPORTED_VERSION, "a public key that is neither X25519 nor RSA");
  }

  /** {@code x25519} or {@code rsa-oaep-sha256}. */
  public String algorithm() {
    return scheme.name();
  }

  /** 16 hex digits of SHA-256 of the key: for people to compare over another channel. */
  public String keyId() {
    return keyId(spki);
  }

  static String keyId(byte[] spki) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(spki);
      return HexFormat.of().formatHex(digest, 0, KEY_ID_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }

  /** The key in PEM, to be handed to others. */
  public String toPem() {
    return new String(Pem.encode(LABEL, spki), StandardCharsets.US_ASCII);
  }

  byte[] toSpki() {
    return spki.clone();
  }

  byte[] wrap(SecretBytes rootKey, String volumeId, SecureRandom random) throws CofferException {
    return scheme.wrap(spki, context(volumeId), rootKey, random);
  }

  /** Bound to the volume, so that a slot copied into another volume's file opens nothing. */
  static byte[] context(String volumeId) {
    return (CONTEXT + volumeId).getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PublicIdentity that && Arrays.equals(spki, that.spki);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(spki);
  }

  @Override
  public String toString() {
    return "PublicIdentity[" + algorithm() + " " + keyId() + "]";
  }
}
