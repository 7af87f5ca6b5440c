package io.cofferfs.crypto.s3ec;

import io.cofferfs.crypto.AesKey;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * The hash in GCM's tag, of a text of any length. The JDK hashes fast, but no text beyond 2 GiB,
 * and tells the hash only inside a tag; so the text is hashed in pieces, and the hashes are joined
 * here. Not thread-safe.
 *
 * <p>With H the hash key and G the hash of a piece of n blocks, the tag of that piece as associated
 * data is E(nonce) + (G + length)·H, and the hash S of everything so far becomes S·Hⁿ + G. Every
 * term is kept multiplied by H, as the tags have it, so that nothing is ever divided.
 */
final class GcmHash {
  private static final int PIECE_BYTES = 64 << 10;
  private static final int TAG_BITS = 128;
  private static final int NONCE_BYTES = 12;

  private final AesKey key;
  private final Cipher gcm;
  private final Cipher block;
  private final Gf128 hashKey;
  private final Gf128 pieceFactor;
  private final byte[] piece = new byte[PIECE_BYTES];
  private int filled;
  private long pieces;
  // S·H
  private Gf128 sum = Gf128.ZERO;
  private long associatedBytes;
  private long textBytes;

  GcmHash(AesKey key) throws GeneralSecurityException {
    this.key = key;
    this.gcm = Cipher.getInstance("AES/GCM/NoPadding");
    this.block = Cipher.getInstance("AES/ECB/NoPadding");
    block.init(Cipher.ENCRYPT_MODE, key);
    this.hashKey = encrypted(new byte[Gf128.BYTES]);
    this.pieceFactor = hashKey.power(PIECE_BYTES / Gf128.BYTES);
  }

  /** The associated data, all at once and before the text. */
  void associate(byte[] data) throws GeneralSecurityException {
    System.arraycopy(data, 0, piece, 0, data.length);
    filled = data.length;
    associatedBytes = data.length;
    hashPiece();
  }

  void update(byte[] text, int offset, int length) throws GeneralSecurityException {
    int at = offset;
    int left = length;
    while (left > 0) {
      int count = Math.min(left, PIECE_BYTES - filled);
      System.arraycopy(text, at, piece, filled, count);
      filled += count;
      at += count;
      left -= count;
      if (filled == PIECE_BYTES) {
        hashPiece();
      }
    }
    textBytes += length;
  }

  /** The tag of everything, which must not be updated any more, under a nonce of twelve bytes. */
  byte[] tag(byte[] nonce) throws GeneralSecurityException {
    hashPiece();
    Gf128 lengths = new Gf128(8 * associatedBytes, 8 * textBytes).times(hashKey);
    return encrypted(firstBlock(nonce)).plus(sum).plus(lengths).toBytes();
  }

  private void hashPiece() throws GeneralSecurityException {
    if (filled == 0) {
      return;
    }
    // The tag stays here, so the nonce need not be secret or random; the JDK wants it new.
    byte[] nonce = ByteBuffer.allocate(NONCE_BYTES).putLong(Integer.BYTES, pieces++).array();
    gcm.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
    gcm.updateAAD(piece, 0, filled);
    Gf128 tag = Gf128.of(gcm.doFinal());
    Gf128 length = new Gf128(8L * filled, 0).times(hashKey);
    Gf128 hash = tag.plus(encrypted(firstBlock(nonce))).plus(length);
    sum = sum.times(factor()).plus(hash);
    filled = 0;
  }

  private Gf128 factor() {
    int blocks = (filled + Gf128.BYTES - 1) / Gf128.BYTES;
    return filled == PIECE_BYTES ? pieceFactor : hashKey.power(blocks);
  }

  private Gf128 encrypted(byte[] plain) throws GeneralSecurityException {
    return Gf128.of(block.doFinal(plain));
  }

  private static byte[] firstBlock(byte[] nonce) {
    return GcmStream.counterBlock(nonce, 1);
  }
}
