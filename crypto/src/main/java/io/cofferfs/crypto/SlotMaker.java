package io.cofferfs.crypto;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/** Makes the slots of one volume: wraps its root key, which stays its owner's to close. */
final class SlotMaker {
  private static final int ID_BYTES = 4;

  private final String volumeId;
  private final SecretBytes rootKey;
  private final SecureRandom random;

  SlotMaker(String volumeId, SecretBytes rootKey, SecureRandom random) {
    this.volumeId = volumeId;
    this.rootKey = rootKey;
    this.random = random;
  }

  String newId() {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return HexFormat.of().formatHex(id);
  }

  /**
   * A slot as the volume file has it.
   *
   * @throws IOException if a key service failed
   */
  JsonObject make(String id, NewSlot slot, Instant created) throws IOException {
    SlotKey key = slot.key();
    if (key instanceof KeyFileKey keyFileKey) {
      JsonObject begun = begin(id, KeyFileSlot.TYPE, slot, created);
      return KeyFileSlot.complete(begun, keyFileKey, rootKey, volumeId);
    }
    if (key instanceof Passphrase passphrase) {
      JsonObject begun = begin(id, PassphraseSlot.TYPE, slot, created);
      return PassphraseSlot.complete(begun, passphrase, rootKey, random);
    }
    if (key instanceof KmsKey kmsKey) {
      JsonObject begun = begin(id, KmsSlot.TYPE, slot, created);
      return KmsSlot.complete(begun, kmsKey, rootKey, volumeId);
    }
    PublicIdentity identity = publicHalf(key);
    byte[] wrapped = identity.wrap(rootKey, volumeId, random);
    return RecipientSlot.complete(begin(id, RecipientSlot.TYPE, slot, created), identity, wrapped);
  }

  /** The slot of {@code old} once more, for a key that opens it. */
  JsonObject remake(SlotInfo old, SlotKey key) throws IOException {
    return make(old.id(), new NewSlot(key, old.label()), old.created());
  }

  private static PublicIdentity publicHalf(SlotKey key) {
    return key instanceof PrivateIdentity identity
        ? identity.publicIdentity()
        : (PublicIdentity) key;
  }

  private static JsonObject begin(String id, String type, NewSlot slot, Instant created) {
    JsonObject begun =
        JsonObject.EMPTY
            .with(Slot.ID, id)
            .with(Slot.TYPE_MEMBER, type)
            .with(Slot.CREATED, created.truncatedTo(ChronoUnit.SECONDS).toString());
    return slot.label().map(label -> begun.with(Slot.LABEL, label)).orElse(begun);
  }
}
