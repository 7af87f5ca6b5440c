package io.cofferfs.crypto.s3ec;

import io.cofferfs.crypto.AesKey;
import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import io.cofferfs.crypto.KeyFile;
import io.cofferfs.crypto.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256 keys, the first of which wraps: nonce (12) ‖ AES-GCM(data key) ‖ tag (16), with the word
 * for the body's cipher as associated data.
 */
final class AesWrappingKey extends WrappingKey {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int WRAPPED_BYTES = NONCE_BYTES + AesKey.LENGTH + TAG_BITS / 8;

  private final List<AesKey> keys;
  private final String ids;

  /** Takes ownership of {@code keys}, of which there is one at least. */
  AesWrappingKey(List<SecretBytes> keys) {
    this.ids = String.join(", ", keys.stream().map(KeyFile::keyId).toList());
    this.keys = keys.stream().map(AesKey::new).toList();
  }

  @Override
  WrapMethod method() {
    return WrapMethod.AES_GCM;
  }

  @Override
  Wrapped newDataKey(SecureRandom random) {
    SecretBytes dataKey = SecretBytes.random(random, AesKey.LENGTH);
    byte[] wrapped = new byte[WRAPPED_BYTES];
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    System.arraycopy(nonce, 0, wrapped, 0, NONCE_BYTES);
    byte[] sealed = dataKey.expose(bytes -> seal(bytes, nonce));
    System.arraycopy(sealed, 0, wrapped, NONCE_BYTES, sealed.length);
    return new Wrapped(dataKey, wrapped, Map.of());
  }

  private byte[] seal(byte[] dataKey, byte[] nonce) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, keys.get(0), new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(ContentSuite.COMMITTING_GCM.wordBytes());
      return cipher.doFinal(dataKey);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM cannot seal", e);
    }
  }

  @Override
  SecretBytes open(Envelope envelope) throws CofferException {
    byte[] wrapped = envelope.wrappedKey();
    for (AesKey key : keys) {
      Optional<SecretBytes> dataKey =
          envelope.method() == WrapMethod.AES_GCM
              ? open(key, wrapped, envelope.suite())
              : LegacyUnwrap.byAes(envelope.method(), key, wrapped);
      if (dataKey.isPresent()) {
        return dataKey.get();
      }
    }
    throw new CofferException(
        Reason.WRONG_KEY,
        "the object's data key does not open with key " + ids + ", or was tampered with");
  }

  private static Optional<SecretBytes> open(AesKey key, byte[] wrapped, ContentSuite suite)
      throws CofferException {
    if (wrapped.length != WRAPPED_BYTES) {
      throw new CofferException(
          Reason.MALFORMED, "a wrapped data key of " + wrapped.length + " bytes");
    }
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, wrapped, 0, NONCE_BYTES));
      cipher.updateAAD(suite.wordBytes());
      byte[] dataKey = cipher.doFinal(wrapped, NONCE_BYTES, wrapped.length - NONCE_BYTES);
      return Optional.of(SecretBytes.take(dataKey));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM cannot open", e);
    }
  }

  @Override
  public void close() {
    keys.forEach(AesKey::close);
  }
}
