package io.cofferfs.crypto;

import java.io.IOException;
import java.util.Optional;

/** A slot for a key service: the root key as the service wrapped it, bound to the volume id. */
final class KmsSlot implements Slot {
  static final String TYPE = "kms";

  private static final String KEY_ID = "keyId";

  private final SlotInfo info;
  private final String keyId;
  private final String volumeId;
  private final byte[] wrapped;

  private KmsSlot(JsonObject json, String volumeId) throws CofferException {
    this.keyId = json.requireString(KEY_ID);
    if (!KmsKey.KEY_ID.matcher(keyId).matches()) {
      throw JsonObject.malformed("\"keyId\" of a kms slot is not visible ASCII");
    }
    this.info = Slot.info(json, "key " + keyId, Optional.of(keyId));
    this.volumeId = volumeId;
    this.wrapped = json.requireBytes(WRAPPED_ROOT_KEY, 1, KmsKey.MAX_WRAPPED_BYTES);
  }

  static KmsSlot parse(JsonObject json, String volumeId) throws CofferException {
    return new KmsSlot(json, volumeId);
  }

  /** Completes {@code begun}, a slot's common members. */
  static JsonObject complete(JsonObject begun, KmsKey key, SecretBytes rootKey, String volumeId)
      throws IOException {
    return begun.with(KEY_ID, key.keyId()).with(WRAPPED_ROOT_KEY, key.wrap(rootKey, volumeId));
  }

  @Override
  public SlotInfo info() {
    return info;
  }

  @Override
  public Optional<SecretBytes> unwrap(UnlockKey key) throws IOException {
    return key instanceof KmsKey candidate && candidate.keyId().equals(keyId)
        ? candidate.unwrap(wrapped, volumeId)
        : Optional.empty();
  }
}
