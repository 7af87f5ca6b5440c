package io.cofferfs.crypto.s3ec;

import io.cofferfs.crypto.AesKey;
import io.cofferfs.crypto.SecretBytes;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;

/**
 * One AES-256-GCM message as it streams by, up to the 64 GiB that GCM allows. Built of counter mode
 * and the hash, because the JDK's own GCM holds back what it decrypts until the end of the message,
 * and refuses messages of more than 2 GiB. Not thread-safe.
 */
final class GcmStream implements AutoCloseable {
  static final int NONCE_BYTES = 12;
  static final int TAG_BYTES = 16;
  // 2^39 - 256 bits: then the 32-bit counter of blocks would begin anew.
  static final long MAX_TEXT_BYTES = (1L << 36) - 32;

  private final AesKey key;
  private final byte[] nonce;
  private final Cipher counter;
  private final GcmHash hash;
  private long textBytes;

  /** Takes ownership of {@code key}. */
  GcmStream(SecretBytes key, byte[] nonce, byte[] associatedData) {
    this.key = new AesKey(key);
    this.nonce = nonce;
    try {
      this.counter = Cipher.getInstance("AES/CTR/NoPadding");
      counter.init(
          Cipher.ENCRYPT_MODE, this.key, new IvParameterSpec(counterBlock(nonce, /* count= */ 2)));
      this.hash = new GcmHash(this.key);
      hash.associate(associatedData);
    } catch (GeneralSecurityException e) {
      throw unavailable(e);
    }
  }

  /** What counter mode encrypts for a block; the first one is the tag's own. */
  static byte[] counterBlock(byte[] nonce, int count) {
    return ByteBuffer.allocate(Gf128.BYTES).put(nonce).putInt(count).array();
  }

  /** Encrypts {@code length} bytes of an array in their place. */
  void encrypt(byte[] bytes, int offset, int length) {
    try {
      requireRoom(length);
      textBytes += length;
      apply(bytes, offset, length);
      hash.update(bytes, offset, length);
    } catch (GeneralSecurityException e) {
      throw unavailable(e);
    }
  }

  /** Decrypts in place; whether the result is authentic only {@link #tag} will tell. */
  void decrypt(byte[] bytes, int offset, int length) {
    try {
      requireRoom(length);
      textBytes += length;
      hash.update(bytes, offset, length);
      apply(bytes, offset, length);
    } catch (GeneralSecurityException e) {
      throw unavailable(e);
    }
  }

  /** Refuses to go on for so many bytes if that is more than the counter can count. */
  void requireRoom(long length) {
    if (length > MAX_TEXT_BYTES - textBytes) {
      throw new IllegalArgumentException("more than GCM may encrypt under one key and nonce");
    }
  }

  private void apply(byte[] bytes, int offset, int length) throws ShortBufferException {
    int done = counter.update(bytes, offset, length, bytes, offset);
    if (done != length) {
      throw new IllegalStateException("counter mode held back " + (length - done) + " bytes");
    }
  }

  /** The tag of all that went by; the end of the message. */
  byte[] tag() {
    try {
      return hash.tag(nonce);
    } catch (GeneralSecurityException e) {
      throw unavailable(e);
    }
  }

  private static IllegalStateException unavailable(GeneralSecurityException cause) {
    return new IllegalStateException("AES does not work in this Java runtime", cause);
  }

  @Override
  public void close() {
    key.close();
  }
}
