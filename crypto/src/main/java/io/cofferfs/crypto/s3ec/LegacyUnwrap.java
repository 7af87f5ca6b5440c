package io.cofferfs.crypto.s3ec;

import io.cofferfs.crypto.AesKey;
import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import io.cofferfs.crypto.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.Mac;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/** Unwraps data keys as clients of 2020 and before wrapped them. Nothing is wrapped so any more. */
final class LegacyUnwrap {
  // What the JDK means by the method's name: SHA-256 for the label, but SHA-1 for the mask.
  private static final OAEPParameterSpec PADDING =
      new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT);

  private LegacyUnwrap() {}

  /** Empty if this is not the key, or the wrapped form was changed. */
  static Optional<SecretBytes> byAes(WrapMethod method, AesKey key, byte[] wrapped) {
    try {
      byte[] dataKey =
          method == WrapMethod.LEGACY_AES ? padded(key, wrapped) : rfc3394(key, wrapped);
      SecretBytes taken = SecretBytes.take(dataKey);
      if (taken.length() == AesKey.LENGTH) {
        return Optional.of(taken);
      }
      taken.close();
      return Optional.empty();
    } catch (BadPaddingException | IllegalBlockSizeException | InvalidKeyException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw unavailable(e);
    }
  }

  /** A data key is two blocks, so that the third one is padding alone: sixteen bytes are known. */
  private static byte[] padded(AesKey key, byte[] wrapped) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/ECB/PKCS5Padding");
    cipher.init(Cipher.DECRYPT_MODE, key);
    return cipher.doFinal(wrapped);
  }

  private static byte[] rfc3394(AesKey key, byte[] wrapped) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AESWrap");
    cipher.init(Cipher.UNWRAP_MODE, key);
    return cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY).getEncoded();
  }

  static SecretBytes byRsa(WrapMethod method, RSAPrivateCrtKey key, byte[] wrapped)
      throws CofferException {
    try {
      return method == WrapMethod.LEGACY_RSA ? pkcs1(key, wrapped) : oaep(key, wrapped);
    } catch (BadPaddingException | IllegalBlockSizeException e) {
      throw new CofferException(
          Reason.WRONG_KEY,
          "the object's data key does not open with this identity, or was tampered with");
    } catch (GeneralSecurityException e) {
      throw unavailable(e);
    }
  }

  private static SecretBytes oaep(RSAPrivateCrtKey key, byte[] wrapped)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
    cipher.init(Cipher.DECRYPT_MODE, key, PADDING);
    return SecretBytes.take(cipher.doFinal(wrapped));
  }

  /**
   * Who could tell padding that is right from padding that is not would decrypt with this key
   * whatever he likes (Bleichenbacher). So the one gives a data key like the other: it just does
   * not open the body, today as well as tomorrow.
   */
  private static SecretBytes pkcs1(RSAPrivateCrtKey key, byte[] wrapped)
      throws GeneralSecurityException {
    byte[] instead = instead(key, wrapped);
    Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
    cipher.init(Cipher.DECRYPT_MODE, key);
    try {
      SecretBytes dataKey = SecretBytes.take(cipher.doFinal(wrapped));
      if (dataKey.length() == AesKey.LENGTH) {
        return dataKey;
      }
      dataKey.close();
    } catch (BadPaddingException | IllegalBlockSizeException e) {
      return SecretBytes.take(instead);
    }
    return SecretBytes.take(instead);
  }

  private static byte[] instead(RSAPrivateCrtKey key, byte[] wrapped)
      throws GeneralSecurityException {
    byte[] exponent = key.getPrivateExponent().toByteArray();
    byte[] secret = MessageDigest.getInstance("SHA-256").digest(exponent);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret, "HmacSHA256"));
    return mac.doFinal(wrapped);
  }

  private static IllegalStateException unavailable(GeneralSecurityException cause) {
    return new IllegalStateException("AES or RSA does not work in this Java runtime", cause);
  }
}
