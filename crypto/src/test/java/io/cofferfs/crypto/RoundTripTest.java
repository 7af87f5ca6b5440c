package io.cofferfs.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole way once: a volume made, unlocked, an object and its metadata sealed and opened. */
final class RoundTripTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  private static VolumeFile newVolume(UnlockKey key) throws IOException {
    return VolumeFile.create(new VolumeOptions(64, /* encryptNames= */ false), key, RANDOM);
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64, 65, 127, 128, 129, 1000})
  void object_sealedAndOpened_isTheSame(int length) throws IOException {
    byte[] plaintext = bytes(length);
    try (KeyFileKey key = new KeyFileKey(SecretBytes.random(RANDOM, 32))) {
      VolumeFile volume = VolumeFile.parse(newVolume(key).toBytes());
      try (VolumeKeys keys = volume.unlock(key)) {
        byte[] object = SealedObjects.seal(keys, plaintext);
        assertThat(object).hasSize((int) keys.geometry().ciphertextLength(length));
        assertThat(SealedObjects.open(keys, object)).isEqualTo(plaintext);
      }
    }
  }

  @Test
  void metadata_sealedAndOpened_isTheSame() throws IOException {
    try (KeyFileKey key = new KeyFileKey(SecretBytes.random(RANDOM, 32));
        VolumeKeys keys = newVolume(key).unlock(key)) {
      Xattrs xattrs = Xattrs.of(Map.of("user.b", new byte[] {1, 2}, "user.a", new byte[0]));
      FileMetadata file =
          new FileMetadata(
              0100644,
              1000,
              0xFFFF_FFFFL,
              new Timestamp(-1, 999_999_999),
              new Timestamp(2, 3),
              7,
              xattrs);
      ObjectCipher object = keys.newObject();

      String sealed = keys.metadata().seal(object, file, "a/b.txt");

      assertThat(keys.metadata().open(sealed, "a/b.txt"))
          .isEqualTo(new ObjectMetadata(object.objectId(), 1, file));
    }
  }

  @Test
  void passphrase_ofTheVolume_unlocksIt() throws IOException {
    try (Passphrase passphrase = new Passphrase("grüße".toCharArray())) {
      VolumeFile volume = newVolume(passphrase);
      try (VolumeKeys keys = VolumeFile.parse(volume.toBytes()).unlock(passphrase)) {
        assertThat(keys.volumeId()).isEqualTo(volume.volumeId());
      }
    }
  }

  @Test
  void temporaryBlock_sealedAndOpened_isTheSame() throws IOException {
    try (EphemeralCipher cipher = EphemeralCipher.create(RANDOM);
        BlockCipher file = cipher.newFile()) {
      byte[] block = bytes(100);
      ByteBuffer sealed = ByteBuffer.allocate(block.length + cipher.overheadBytes());
      ByteBuffer opened = ByteBuffer.allocate(block.length);
      file.seal(9, ByteBuffer.wrap(block), sealed);
      file.open(9, sealed.flip(), opened);
      assertThat(opened.array()).isEqualTo(block);
    }
  }
}
