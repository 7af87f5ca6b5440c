package io.cofferfs.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM under one key, in the form nonce (12) ‖ ciphertext ‖ tag (16). The nonce is drawn
 * here rather than passed in, so no caller can seal twice under one nonce. Not thread-safe.
 */
final class Aead {
  static final int NONCE_BYTES = 12;
  static final int TAG_BYTES = 16;
  static final int OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES;

  private final AesKey key;
  private final SecureRandom random;
  private final Cipher cipher;
  private final byte[] nonce = new byte[NONCE_BYTES];

  Aead(AesKey key, Aeads aeads) {
    this.key = key;
    this.random = aeads.random();
    this.cipher = aeads.provider().newCipher();
  }

  /** Consumes {@code plaintext} and appends its sealed form to {@code sealed}. */
  void seal(byte[] associatedData, ByteBuffer plaintext, ByteBuffer sealed) {
    requireRoom(sealed, plaintext.remaining() + OVERHEAD_BYTES);
    random.nextBytes(nonce);
    try {
      init(Cipher.ENCRYPT_MODE, associatedData);
      sealed.put(nonce);
      cipher.doFinal(plaintext, sealed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM cannot seal", e);
    }
  }

  /**
   * Consumes all of {@code sealed} and appends its plaintext. Returns false, with both positions
   * unchanged and the room for the plaintext zeroed, if the tag is wrong.
   */
  boolean open(byte[] associatedData, ByteBuffer sealed, ByteBuffer plaintext) {
    int length = sealed.remaining() - OVERHEAD_BYTES;
    requireRoom(plaintext, length);
    // Only a slice: when a tag is wrong, JDK 25 zeroes a direct buffer from its very beginning.
    ByteBuffer room = plaintext.slice(plaintext.position(), length);
    boolean opened = false;
    try {
      opened = decrypt(associatedData, sealed, room);
    } finally {
      if (!opened) {
        // The JDK decrypts before it has seen the tag; what it wrote must not be found by anyone.
        room.clear().put(new byte[length]);
      }
    }
    if (opened) {
      sealed.position(sealed.limit());
      plaintext.position(plaintext.position() + length);
    }
    return opened;
  }

  private boolean decrypt(byte[] associatedData, ByteBuffer sealed, ByteBuffer room) {
    ByteBuffer ciphertext = sealed.duplicate().position(sealed.position() + NONCE_BYTES);
    sealed.get(sealed.position(), nonce);
    try {
      init(Cipher.DECRYPT_MODE, associatedData);
      cipher.doFinal(ciphertext, room);
      return true;
    } catch (AEADBadTagException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM cannot open", e);
    }
  }

  private void init(int mode, byte[] associatedData) throws GeneralSecurityException {
    cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
    cipher.updateAAD(associatedData);
  }

  private static void requireRoom(ByteBuffer buffer, int bytes) {
    if (buffer.remaining() < bytes) {
      throw new IllegalArgumentException(
          "room for " + buffer.remaining() + " bytes where " + bytes + " are needed");
    }
  }
}
