package io.cofferfs.crypto;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** Draws the keys and ids of a new volume and writes its volume file. */
final class VolumeMaker {
  private static final int FIRST_EPOCH = 1;

  private final SecureRandom random;
  private final InstantSource clock;

  VolumeMaker(SecureRandom random, InstantSource clock) {
    this.random = random;
    this.clock = clock;
  }

  JsonObject make(VolumeOptions options, List<UnlockKey> keys) {
    String volumeId = newVolumeId();
    try (SecretBytes rootKey = SecretBytes.random(random, AesKey.LENGTH);
        SecretBytes volumeKey = SecretBytes.random(random, AesKey.LENGTH)) {
      JsonObject document =
          JsonObject.EMPTY
              .with(VolumeLayout.FORMAT, VolumeLayout.COFFER)
              .with(VolumeLayout.VERSION, (long) VolumeLayout.CURRENT_VERSION)
              .with(VolumeLayout.VOLUME_ID, volumeId)
              .with(VolumeLayout.CHUNK_SIZE, (long) options.chunkSize())
              .with(VolumeLayout.ENCRYPT_NAMES, options.encryptNames())
              .with(
                  VolumeLayout.EPOCHS, List.of(WrappedEpoch.wrap(FIRST_EPOCH, volumeKey, rootKey)))
              .with(
                  VolumeLayout.SLOTS,
                  keys.stream().map(key -> newSlot(key, rootKey, volumeId)).toList());
      return document.with(VolumeLayout.MAC, VolumeLayout.mac(document, rootKey));
    }
  }

  /** A UUID of version 4. */
  private String newVolumeId() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    bytes[6] = (byte) ((bytes[6] & 0x0f) | 0x40);
    bytes[8] = (byte) ((bytes[8] & 0x3f) | 0x80);
    ByteBuffer halves = ByteBuffer.wrap(bytes);
    return new UUID(halves.getLong(), halves.getLong()).toString();
  }

  private JsonObject newSlot(UnlockKey key, SecretBytes rootKey, String volumeId) {
    if (key instanceof KeyFileKey keyFileKey) {
      return KeyFileSlot.complete(begin(KeyFileSlot.TYPE), keyFileKey, rootKey, volumeId);
    }
    Passphrase passphrase = (Passphrase) key;
    return PassphraseSlot.complete(begin(PassphraseSlot.TYPE), passphrase, rootKey, random);
  }

  private JsonObject begin(String type) {
    return Slot.begin(type, clock.instant().truncatedTo(ChronoUnit.SECONDS), random);
  }
}
