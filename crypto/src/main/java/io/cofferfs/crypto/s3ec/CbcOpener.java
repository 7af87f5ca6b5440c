package io.cofferfs.crypto.s3ec;

import io.cofferfs.crypto.AesKey;
import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import io.cofferfs.crypto.SecretBytes;
import java.security.GeneralSecurityException;
import java.util.OptionalLong;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/**
 * Opens a body of AES-256-CBC, which ends with 1 to 16 bytes of padding. Nothing authenticates it:
 * whoever can write to the bucket can change what comes out.
 */
final class CbcOpener extends S3ecOpener {
  static final int BLOCK_BYTES = 16;

  private final AesKey key;
  private final Cipher cipher;
  private final OptionalLong told;
  private long left;
  private long contentBytes;
  private boolean padded;

  /**
   * @param dataKey stays the caller's to close
   * @param iv the initialisation vector, or the block before the first one that is decrypted
   * @param bodyLength a multiple of 16, at least that
   * @param told bytes of the content, where the headers say
   */
  CbcOpener(SecretBytes dataKey, byte[] iv, long bodyLength, OptionalLong told) {
    this.key = new AesKey(dataKey.expose(SecretBytes::copyOf));
    this.left = bodyLength;
    this.told = told;
    try {
      this.cipher = Cipher.getInstance("AES/CBC/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(iv));
    } catch (GeneralSecurityException e) {
      throw unavailable(e);
    }
  }

  @Override
  public int decrypt(byte[] bytes, int offset, int length) {
    if (length % BLOCK_BYTES != 0 || length > left) {
      throw new IllegalArgumentException(length + " bytes of " + left + " that are left");
    }
    try {
      cipher.update(bytes, offset, length, bytes, offset);
    } catch (GeneralSecurityException e) {
      throw unavailable(e);
    }
    left -= length;
    int content = left > 0 || length == 0 ? length : length - padding(bytes, offset + length);
    contentBytes += content;
    return content;
  }

  /** Bytes of padding before {@code end}; none if what is there is no padding. */
  private int padding(byte[] bytes, int end) {
    int count = bytes[end - 1];
    boolean same = count >= 1 && count <= BLOCK_BYTES;
    for (int i = 1; same && i <= count; i++) {
      same = bytes[end - i] == count;
    }
    padded = same;
    return same ? count : 0;
  }

  @Override
  public void verify() throws CofferException {
    if (!padded || told.orElse(contentBytes) != contentBytes) {
      throw new CofferException(
          Reason.TAMPERED,
          "the body does not end as one does that is encrypted with AES-CBC under this key");
    }
  }

  private static IllegalStateException unavailable(GeneralSecurityException cause) {
    return new IllegalStateException("AES-CBC does not work in this Java runtime", cause);
  }

  @Override
  public void close() {
    key.close();
  }
}
