package io.cofferfs.crypto;

import java.security.SecureRandom;
import java.util.Optional;

/** A slot for a passphrase: AES-KWP under what Argon2id makes of it. */
final class PassphraseSlot implements Slot {
  static final String TYPE = "passphrase";

  private static final String KDF = "kdf";
  private static final String ARGON2ID = "argon2id";
  private static final String MEMORY_KIB = "memoryKiB";
  private static final String PASSES = "passes";
  private static final String LANES = "lanes";
  private static final String SALT = "salt";

  private final SlotInfo info;
  private final Argon2id argon2id;
  private final byte[] salt;
  private final byte[] wrapped;

  private PassphraseSlot(JsonObject json, Argon2id argon2id) throws CofferException {
    this.info = Slot.info(json, argon2id.toString(), Optional.empty());
    this.argon2id = argon2id;
    this.salt = json.requireBytes(SALT, Argon2id.SALT_BYTES);
    this.wrapped = json.requireBytes(WRAPPED_ROOT_KEY, KeyWrap.WRAPPED_KEY_BYTES);
  }

  static PassphraseSlot parse(JsonObject json) throws CofferException {
    if (!json.requireString(KDF).equals(ARGON2ID)) {
      throw JsonObject.malformed("\"kdf\" of a passphrase slot is not argon2id");
    }
    int memoryKib = json.requireInt(MEMORY_KIB, 1, Integer.MAX_VALUE);
    int passes = json.requireInt(PASSES, 1, Integer.MAX_VALUE);
    int lanes = json.requireInt(LANES, 1, Integer.MAX_VALUE);
    try {
      return new PassphraseSlot(json, new Argon2id(memoryKib, passes, lanes));
    } catch (IllegalArgumentException e) {
      throw JsonObject.malformed("passphrase slot with " + e.getMessage());
    }
  }

  /** Completes {@code begun}, a slot's common members. */
  static JsonObject complete(
      JsonObject begun, Passphrase passphrase, SecretBytes rootKey, SecureRandom random) {
    Argon2id argon2id = Argon2id.DEFAULT;
    byte[] salt = new byte[Argon2id.SALT_BYTES];
    random.nextBytes(salt);
    try (SecretBytes wrappingKey = argon2id.key(passphrase.utf8(), salt)) {
      return begun
          .with(KDF, ARGON2ID)
          .with(MEMORY_KIB, (long) argon2id.memoryKib())
          .with(PASSES, (long) argon2id.passes())
          .with(LANES, (long) argon2id.lanes())
          .with(SALT, salt)
          .with(WRAPPED_ROOT_KEY, KeyWrap.wrap(wrappingKey, rootKey));
    }
  }

  @Override
  public SlotInfo info() {
    return info;
  }

  @Override
  public long costKib() {
    return (long) argon2id.memoryKib() * argon2id.passes();
  }

  @Override
  public Optional<SecretBytes> unwrap(UnlockKey key) {
    if (!(key instanceof Passphrase passphrase)) {
      return Optional.empty();
    }
    try (SecretBytes wrappingKey = argon2id.key(passphrase.utf8(), salt)) {
      return KeyWrap.unwrap(wrappingKey, wrapped);
    }
  }
}
