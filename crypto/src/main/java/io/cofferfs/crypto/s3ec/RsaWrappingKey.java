package io.cofferfs.crypto.s3ec;

import io.cofferfs.crypto.AesKey;
import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import io.cofferfs.crypto.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Map;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/**
 * An RSA key pair, or its public half, which suffices for writing: RSA-OAEP with SHA-1 of length
 * (1) ‖ data key ‖ the word for the body's cipher. SHA-1's weakness, collisions, is none in OAEP.
 */
final class RsaWrappingKey extends WrappingKey {
  private static final OAEPParameterSpec PADDING =
      new OAEPParameterSpec("SHA-1", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT);

  private final RsaKeyPair pair;

  RsaWrappingKey(RsaKeyPair pair) {
    this.pair = pair;
  }

  @Override
  WrapMethod method() {
    return WrapMethod.RSA_OAEP_SHA1;
  }

  @Override
  Wrapped newDataKey(SecureRandom random) {
    SecretBytes dataKey = SecretBytes.random(random, AesKey.LENGTH);
    byte[] text = dataKey.expose(bytes -> join(bytes, ContentSuite.COMMITTING_GCM.wordBytes()));
    try {
      byte[] wrapped = cipher(Cipher.ENCRYPT_MODE, pair.publicKey()).doFinal(text);
      return new Wrapped(dataKey, wrapped, Map.of());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("RSA-OAEP cannot encrypt", e);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private static byte[] join(byte[] dataKey, byte[] word) {
    byte[] text = new byte[1 + dataKey.length + word.length];
    text[0] = (byte) dataKey.length;
    System.arraycopy(dataKey, 0, text, 1, dataKey.length);
    System.arraycopy(word, 0, text, 1 + dataKey.length, word.length);
    return text;
  }

  @Override
  SecretBytes open(Envelope envelope) throws CofferException {
    RSAPrivateCrtKey privateKey =
        pair.privateKey()
            .orElseThrow(
                () ->
                    new CofferException(
                        Reason.WRONG_KEY, "the identity is a public key, which can only write"));
    if (envelope.method() != WrapMethod.RSA_OAEP_SHA1) {
      return LegacyUnwrap.byRsa(envelope.method(), privateKey, envelope.wrappedKey());
    }
    byte[] text = decrypt(privateKey, envelope.wrappedKey());
    try {
      byte[] word = envelope.suite().wordBytes();
      int keyBytes = text.length - 1 - word.length;
      if (keyBytes < 0
          || text[0] != keyBytes
          || !MessageDigest.isEqual(word, Arrays.copyOfRange(text, 1 + keyBytes, text.length))) {
        throw new CofferException(
            Reason.TAMPERED, "the object's data key was made for another cipher");
      }
      return SecretBytes.take(Arrays.copyOfRange(text, 1, 1 + keyBytes));
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private static byte[] decrypt(Key privateKey, byte[] wrapped) throws CofferException {
    try {
      return cipher(Cipher.DECRYPT_MODE, privateKey).doFinal(wrapped);
    } catch (BadPaddingException | IllegalBlockSizeException e) {
      throw new CofferException(
          Reason.WRONG_KEY,
          "the object's data key does not open with this identity, or was tampered with");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("RSA-OAEP cannot decrypt", e);
    }
  }

  private static Cipher cipher(int mode, Key key) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
    cipher.init(mode, key, PADDING);
    return cipher;
  }

  /** The JDK's RSA keys cannot be destroyed; they go with the process. */
  @Override
  public void close() {
    pair.forget();
  }
}
