package io.cofferfs.crypto;

import java.io.IOException;
import java.security.SecureRandom;

/**
 * A volume in chunks of 64 bytes with a key-file slot, and its keys: what most tests start from.
 */
final class TestVolume implements AutoCloseable {
  static final int CHUNK_SIZE = 64;
  static final SecureRandom RANDOM = new SecureRandom();

  private final VolumeFile file;
  private final KeyFileKey key = newKey();
  private final VolumeKeys keys;

  TestVolume() throws IOException {
    this(CHUNK_SIZE);
  }

  TestVolume(int chunkSize) throws IOException {
    this.file = VolumeFile.create(new VolumeOptions(chunkSize, false), key, RANDOM);
    this.keys = file.unlock(key);
  }

  static KeyFileKey newKey() {
    return new KeyFileKey(SecretBytes.random(RANDOM, 32));
  }

  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  VolumeFile file() {
    return file;
  }

  KeyFileKey key() {
    return key;
  }

  VolumeKeys keys() {
    return keys;
  }

  @Override
  public void close() {
    keys.close();
    key.close();
  }
}
