package io.cofferfs.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A slot for a key of a key file: AES-KWP under a key derived from it and the volume id. */
final class KeyFileSlot implements Slot {
  static final String TYPE = "key-file";

  private static final String INFO = "coffer v1 slot key-file";
  private static final String KEY_ID = "keyId";

  private final SlotInfo info;
  private final String volumeId;
  private final byte[] wrapped;

  private KeyFileSlot(JsonObject json, String volumeId) throws CofferException {
    String keyId = json.requireToken(KEY_ID);
    this.info = Slot.info(json, "key " + keyId, Optional.of(keyId));
    this.volumeId = volumeId;
    this.wrapped = json.requireBytes(WRAPPED_ROOT_KEY, KeyWrap.WRAPPED_KEY_BYTES);
  }

  static KeyFileSlot parse(JsonObject json, String volumeId) throws CofferException {
    return new KeyFileSlot(json, volumeId);
  }

  /** Completes {@code begun}, a slot's common members. */
  static JsonObject complete(
      JsonObject begun, KeyFileKey key, SecretBytes rootKey, String volumeId) {
    try (SecretBytes wrappingKey = wrappingKey(key, volumeId)) {
      return begun
          .with(KEY_ID, key.keyId())
          .with(WRAPPED_ROOT_KEY, KeyWrap.wrap(wrappingKey, rootKey));
    }
  }

  /** Salted with the volume id, so that one key file for many volumes never wraps with one key. */
  private static SecretBytes wrappingKey(KeyFileKey key, String volumeId) {
    return Hkdf.key(key.key(), volumeId.getBytes(StandardCharsets.US_ASCII), INFO);
  }

  @Override
  public SlotInfo info() {
    return info;
  }

  @Override
  public Optional<SecretBytes> unwrap(UnlockKey key) {
    if (!(key instanceof KeyFileKey candidate)) {
      return Optional.empty();
    }
    try (SecretBytes wrappingKey = wrappingKey(candidate, volumeId)) {
      return KeyWrap.unwrap(wrappingKey, wrapped);
    }
  }
}
