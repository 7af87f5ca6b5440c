package io.cofferfs.crypto;

import io.cofferfs.crypto.CofferException.Reason;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * X25519 keys (RFC 8410) with HPKE (RFC 9180): base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256,
 * AES-256-GCM. Wrapped: encapsulated key 32 ‖ ciphertext ‖ tag 16.
 */
final class X25519Scheme implements IdentityScheme {
  static final String NAME = "x25519";
  private static final int KEY_BYTES = 32;

  // DER has one spelling of these keys: a fixed prefix and 32 bytes.
  private static final byte[] SPKI = HexFormat.of().parseHex("302a300506032b656e032100");
  private static final byte[] PKCS8 = HexFormat.of().parseHex("302e020100300506032b656e04220420");
  private static final byte[] NO_AAD = {};

  static SecretBytes generate(SecureRandom random) {
    byte[] pkcs8 = Arrays.copyOf(PKCS8, PKCS8.length + KEY_BYTES);
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    System.arraycopy(key, 0, pkcs8, PKCS8.length, KEY_BYTES);
    Arrays.fill(key, (byte) 0);
    return SecretBytes.take(pkcs8);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean isPublicKey(byte[] spki) throws CofferException {
    if (!startsWith(spki, SPKI)) {
      return false;
    }
    // Ignored by X25519, not by HPKE: whoever holds the private key would derive another secret.
    if (spki.length != SPKI.length + KEY_BYTES || spki[spki.length - 1] < 0) {
      throw new CofferException(Reason.MALFORMED, "not an X25519 public key");
    }
    return true;
  }

  @Override
  public Optional<byte[]> publicKey(SecretBytes pkcs8) {
    if (pkcs8.length() != PKCS8.length + KEY_BYTES
        || !pkcs8.expose(der -> startsWith(der, PKCS8))) {
      return Optional.empty();
    }
    byte[] spki = Arrays.copyOf(SPKI, SPKI.length + KEY_BYTES);
    pkcs8.expose(
        der -> {
          X25519.generatePublicKey(der, PKCS8.length, spki, SPKI.length);
          return spki;
        });
    return Optional.of(spki);
  }

  @Override
  public byte[] wrap(byte[] spki, byte[] context, SecretBytes secret, SecureRandom random)
      throws CofferException {
    HPKE hpke = hpke();
    byte[] raw = Arrays.copyOfRange(spki, SPKI.length, spki.length);
    try (SecretBytes seed = SecretBytes.random(random, KEY_BYTES)) {
      AsymmetricCipherKeyPair ephemeral = seed.expose(hpke::deriveKeyPair);
      HPKEContextWithEncapsulation sender =
          hpke.setupBaseS(hpke.deserializePublicKey(raw), context, ephemeral);
      byte[] encapsulated = sender.getEncapsulation();
      byte[] sealed = seal(sender, secret);
      byte[] wrapped = Arrays.copyOf(encapsulated, encapsulated.length + sealed.length);
      System.arraycopy(sealed, 0, wrapped, encapsulated.length, sealed.length);
      return wrapped;
    } catch (IllegalStateException e) {
      // A point of small order: everybody would share the secret.
      throw new CofferException(Reason.MALFORMED, "an X25519 public key that protects nothing");
    }
  }

  private static byte[] seal(HPKEContextWithEncapsulation sender, SecretBytes secret) {
    return secret.expose(
        bytes -> {
          try {
            return sender.seal(NO_AAD, bytes);
          } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("HPKE cannot seal", e);
          }
        });
  }

  @Override
  public Optional<SecretBytes> unwrap(SecretBytes pkcs8, byte[] context, byte[] wrapped) {
    if (wrapped.length < KEY_BYTES) {
      return Optional.empty();
    }
    HPKE hpke = hpke();
    byte[] encapsulated = Arrays.copyOf(wrapped, KEY_BYTES);
    byte[] sealed = Arrays.copyOfRange(wrapped, KEY_BYTES, wrapped.length);
    byte[] scalar = pkcs8.expose(der -> Arrays.copyOfRange(der, PKCS8.length, der.length));
    byte[] spki = publicKey(pkcs8).orElseThrow();
    try {
      AsymmetricCipherKeyPair pair =
          hpke.deserializePrivateKey(scalar, Arrays.copyOfRange(spki, SPKI.length, spki.length));
      byte[] opened = hpke.setupBaseR(encapsulated, pair, context).open(NO_AAD, sealed);
      return Optional.of(SecretBytes.take(opened));
    } catch (InvalidCipherTextException | IllegalStateException e) {
      return Optional.empty();
    } finally {
      Arrays.fill(scalar, (byte) 0);
    }
  }

  private static HPKE hpke() {
    return new HPKE(
        HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length > prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }
}
