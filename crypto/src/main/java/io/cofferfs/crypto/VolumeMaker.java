package io.cofferfs.crypto;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Draws the keys and ids of a new volume and writes its volume file. */
final class VolumeMaker {
  private static final int FIRST_EPOCH = 1;
  private static final long FIRST_GENERATION = 1;

  private final SecureRandom random;
  private final InstantSource clock;

  VolumeMaker(SecureRandom random, InstantSource clock) {
    this.random = random;
    this.clock = clock;
  }

  JsonObject make(VolumeOptions options, List<NewSlot> slots) throws IOException {
    String volumeId = newVolumeId();
    try (SecretBytes rootKey = SecretBytes.random(random, AesKey.LENGTH);
        SecretBytes volumeKey = SecretBytes.random(random, AesKey.LENGTH)) {
      JsonObject document =
          JsonObject.EMPTY
              .with(VolumeLayout.FORMAT, VolumeLayout.COFFER)
              .with(VolumeLayout.VERSION, (long) VolumeLayout.CURRENT_VERSION)
              .with(VolumeLayout.VOLUME_ID, volumeId)
              .with(VolumeLayout.GENERATION, FIRST_GENERATION)
              .with(VolumeLayout.CHUNK_SIZE, (long) options.chunkSize())
              .with(VolumeLayout.ENCRYPT_NAMES, options.encryptNames())
              .with(
                  VolumeLayout.EPOCHS, List.of(WrappedEpoch.wrap(FIRST_EPOCH, volumeKey, rootKey)))
              .with(VolumeLayout.SLOTS, slots(slots, new SlotMaker(volumeId, rootKey, random)));
      return VolumeLayout.signed(document, rootKey);
    }
  }

  private List<JsonObject> slots(List<NewSlot> slots, SlotMaker maker) throws IOException {
    List<JsonObject> made = new ArrayList<>();
    for (NewSlot slot : slots) {
      made.add(maker.make(maker.newId(), slot, clock.instant()));
    }
    return made;
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
}
