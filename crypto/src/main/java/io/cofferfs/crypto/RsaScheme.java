package io.cofferfs.crypto;

import io.cofferfs.crypto.CofferException.Reason;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/**
 * RSA keys with OAEP (RFC 8017): SHA-256, MGF1 with SHA-256, the context as label. The JDK's own
 * RSA, which blinds; it keeps copies of a private key that nothing can zero.
 */
final class RsaScheme implements IdentityScheme {
  static final String NAME = "rsa-oaep-sha256";

  /** 128 bits of security, as NIST SP 800-57 counts. */
  private static final int LEAST_BITS = 3072;

  /** More costs seconds, and the JDK refuses it. */
  private static final int MOST_BITS = 16384;

  private static final BigInteger LEAST_EXPONENT = BigInteger.valueOf(65537);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean isPublicKey(byte[] spki) throws CofferException {
    Optional<RSAPublicKey> key = parse(spki);
    if (key.isEmpty()) {
      return false;
    }
    requireFit(key.get().getModulus(), key.get().getPublicExponent());
    return true;
  }

  private static Optional<RSAPublicKey> parse(byte[] spki) {
    try {
      PublicKey key = factory().generatePublic(new X509EncodedKeySpec(spki));
      // One key must have one spelling: the id of an identity is a hash of it.
      return Arrays.equals(key.getEncoded(), spki)
          ? Optional.of((RSAPublicKey) key)
          : Optional.empty();
    } catch (InvalidKeySpecException e) {
      return Optional.empty();
    }
  }

  /** The DER of a public key by its numbers, as OpenSSH writes them. */
  static byte[] publicKey(BigInteger modulus, BigInteger exponent) throws CofferException {
    requireFit(modulus, exponent);
    try {
      return factory().generatePublic(new RSAPublicKeySpec(modulus, exponent)).getEncoded();
    } catch (InvalidKeySpecException e) {
      throw new CofferException(Reason.MALFORMED, "not an RSA public key");
    }
  }

  @Override
  public Optional<byte[]> publicKey(SecretBytes pkcs8) throws CofferException {
    Optional<PrivateKey> key = pkcs8.expose(RsaScheme::parsePrivate);
    if (key.isPresent() && key.get() instanceof RSAPrivateCrtKey rsa) {
      return Optional.of(publicKey(rsa.getModulus(), rsa.getPublicExponent()));
    }
    return Optional.empty();
  }

  private static Optional<PrivateKey> parsePrivate(byte[] pkcs8) {
    try {
      return Optional.of(factory().generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    } catch (InvalidKeySpecException e) {
      return Optional.empty();
    }
  }

  private static void requireFit(BigInteger modulus, BigInteger exponent) throws CofferException {
    int bits = modulus.bitLength();
    if (bits < LEAST_BITS || bits > MOST_BITS) {
      throw new CofferException(
          Reason.UNSUPPORTED_VERSION,
          "an RSA key of %d bits, not %d to %d".formatted(bits, LEAST_BITS, MOST_BITS));
    }
    if (exponent.compareTo(LEAST_EXPONENT) < 0 || !exponent.testBit(0) || !modulus.testBit(0)) {
      throw new CofferException(
          Reason.UNSUPPORTED_VERSION, "an RSA key with an exponent below 65537, or an even number");
    }
  }

  @Override
  public byte[] wrap(byte[] spki, byte[] context, SecretBytes secret, SecureRandom random) {
    RSAPublicKey key = parse(spki).orElseThrow();
    return secret.expose(
        bytes -> {
          try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, oaep(context), random);
            return cipher.doFinal(bytes);
          } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no RSA-OAEP", e);
          }
        });
  }

  @Override
  public Optional<SecretBytes> unwrap(SecretBytes pkcs8, byte[] context, byte[] wrapped) {
    PrivateKey key = pkcs8.expose(RsaScheme::parsePrivate).orElseThrow();
    try {
      Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
      cipher.init(Cipher.DECRYPT_MODE, key, oaep(context));
      return Optional.of(SecretBytes.take(cipher.doFinal(wrapped)));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static OAEPParameterSpec oaep(byte[] label) {
    return new OAEPParameterSpec(
        "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, new PSource.PSpecified(label));
  }

  private static KeyFactory factory() {
    try {
      return KeyFactory.getInstance("RSA");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no RSA", e);
    }
  }
}
