package io.cofferfs.crypto;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Whole objects in one array, as tests want them. */
final class SealedObjects {
  private SealedObjects() {}

  static byte[] seal(VolumeKeys keys, byte[] plaintext) {
    return seal(keys.newObject(), keys.geometry(), plaintext);
  }

  static byte[] seal(ObjectCipher cipher, ChunkGeometry geometry, byte[] plaintext) {
    ByteBuffer object = ByteBuffer.allocate((int) geometry.ciphertextLength(plaintext.length));
    object.put(cipher.header());
    ChunkSealer sealer = cipher.sealer();
    long last = geometry.chunkCount(plaintext.length) - 1;
    ByteBuffer source = ByteBuffer.wrap(plaintext);
    for (long i = 0; i <= last; i++) {
      source.limit(source.position() + geometry.plainChunkLength(i, plaintext.length));
      sealer.seal(i, source, i == last, object);
    }
    return object.array();
  }

  /** Opens as a reader does that knows nothing but the body. */
  static byte[] open(VolumeKeys keys, byte[] object) throws CofferException {
    ByteBuffer plaintext = ByteBuffer.allocate(object.length);
    open(keys, object, plaintext);
    return Arrays.copyOf(plaintext.array(), plaintext.position());
  }

  /** As above, into a buffer that tests can look into after a refusal. */
  static void open(VolumeKeys keys, byte[] object, ByteBuffer plaintext) throws CofferException {
    byte[] header = Arrays.copyOf(object, Math.min(object.length, ChunkGeometry.HEADER_BYTES));
    open(keys.openObject(header), keys.geometry(), object, plaintext);
  }

  /** As above, with a cipher that another way has given. */
  static void open(ObjectCipher cipher, ChunkGeometry geometry, byte[] object, ByteBuffer plaintext)
      throws CofferException {
    long length = geometry.plaintextLength(object.length);
    ChunkOpener opener = cipher.opener();
    long last = geometry.chunkCount(length) - 1;
    for (long i = 0; i <= last; i++) {
      int start = (int) geometry.sealedChunkStart(i);
      int sealedLength = geometry.sealedChunkLength(i, length);
      opener.open(i, i == last, ByteBuffer.wrap(object, start, sealedLength), plaintext);
    }
  }

  /** A copy of {@code bytes} with one bit changed. */
  static byte[] flip(byte[] bytes, int bit) {
    byte[] copy = bytes.clone();
    copy[bit / 8] ^= (byte) (1 << bit % 8);
    return copy;
  }
}
