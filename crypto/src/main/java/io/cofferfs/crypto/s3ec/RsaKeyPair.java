package io.cofferfs.crypto.s3ec;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.KeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;

/** An RSA key pair out of a PEM file, or the public half alone. */
final class RsaKeyPair {
  // What the S3 Encryption Client's users have; NIST allows it until 2030.
  private static final int MIN_BITS = 2048;
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

  private final RSAPublicKey publicKey;
  private @Nullable RSAPrivateCrtKey privateKey;

  private RsaKeyPair(RSAPublicKey publicKey, @Nullable RSAPrivateCrtKey privateKey) {
    this.publicKey = publicKey;
    this.privateKey = privateKey;
  }

  /**
   * Reads a private key (PKCS#8, PKCS#1) or a public one (SPKI).
   *
   * @param text stays the caller's to zero
   * @throws CofferException {@code MALFORMED} if it is neither, or too short for safety
   */
  static RsaKeyPair parse(byte[] text) throws CofferException {
    Matcher matcher = PEM.matcher(new String(text, StandardCharsets.ISO_8859_1));
    if (!matcher.find()) {
      throw malformed("not an unencrypted PEM file");
    }
    byte[] der = Base64.getMimeDecoder().decode(matcher.group(2));
    try {
      RsaKeyPair pair = parse(matcher.group(1), der);
      if (pair.publicKey.getModulus().bitLength() < MIN_BITS) {
        throw malformed("an RSA key of less than " + MIN_BITS + " bits");
      }
      return pair;
    } catch (CofferException e) {
      throw e;
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      // The parsers of DER throw whatever comes to their minds, and might quote the key.
      throw malformed("not an RSA key");
    } finally {
      Arrays.fill(der, (byte) 0);
    }
  }

  private static RsaKeyPair parse(String type, byte[] der)
      throws GeneralSecurityException, IOException {
    return switch (type) {
      case "PRIVATE KEY" -> ofPrivate(new PKCS8EncodedKeySpec(der));
      case "RSA PRIVATE KEY" -> ofPrivate(new PKCS8EncodedKeySpec(wrapped(der)));
      case "PUBLIC KEY" -> new RsaKeyPair(ofPublic(new X509EncodedKeySpec(der)), null);
      default -> throw malformed("neither PKCS#8 nor PKCS#1, nor a public key");
    };
  }

  private static byte[] wrapped(byte[] der) throws IOException {
    AlgorithmIdentifier rsa =
        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
    return new PrivateKeyInfo(rsa, RSAPrivateKey.getInstance(der)).getEncoded();
  }

  private static RsaKeyPair ofPrivate(PKCS8EncodedKeySpec spec)
      throws GeneralSecurityException, CofferException {
    if (KeyFactory.getInstance("RSA").generatePrivate(spec) instanceof RSAPrivateCrtKey key) {
      KeySpec open = new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent());
      return new RsaKeyPair(ofPublic(open), key);
    }
    throw malformed("an RSA key without its primes");
  }

  private static RSAPublicKey ofPublic(KeySpec spec) throws GeneralSecurityException {
    return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(spec);
  }

  RSAPublicKey publicKey() {
    return publicKey;
  }

  synchronized Optional<RSAPrivateCrtKey> privateKey() {
    return Optional.ofNullable(privateKey);
  }

  synchronized void forget() {
    privateKey = null;
  }

  private static CofferException malformed(String what) {
    return new CofferException(Reason.MALFORMED, "identity file: " + what);
  }
}
