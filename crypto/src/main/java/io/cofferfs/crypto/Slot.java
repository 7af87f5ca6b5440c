package io.cofferfs.crypto;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** One way to unlock a volume: the root key, wrapped under something the user holds. */
sealed interface Slot permits KeyFileSlot, PassphraseSlot, KmsSlot, RecipientSlot, UnknownSlot {
  String ID = "id";
  String TYPE_MEMBER = "type";
  String CREATED = "created";
  String LABEL = "label";

  /** The root key, wrapped as the type of the slot says. */
  String WRAPPED_ROOT_KEY = "wrappedRootKey";

  /** Printable ASCII: a label of a hostile file must not steer a terminal. */
  Pattern LABELS = Pattern.compile("[ -~]{1,64}");

  SlotInfo info();

  /** What trying a key on this slot costs: KiB of memory times passes over it. */
  default long costKib() {
    return 0;
  }

  /**
   * The root key, or nothing if {@code key} is not the one of this slot.
   *
   * @throws IOException if a key service failed
   */
  Optional<SecretBytes> unwrap(UnlockKey key) throws IOException;

  /**
   * What a slot in the place of this one is made for: one of {@code keys}, or what the slot itself
   * knows; nothing if none of the keys opens it.
   *
   * @throws IOException if a key service failed
   */
  default Optional<SlotKey> renewedBy(List<UnlockKey> keys, SecretBytes rootKey)
      throws IOException {
    for (UnlockKey key : keys) {
      try (SecretBytes found = unwrap(key).orElseGet(() -> SecretBytes.take(new byte[0]))) {
        if (found.equals(rootKey)) {
          return Optional.of(key);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Reads the element of a volume file.
   *
   * @throws CofferException {@code MALFORMED}; an unknown type is no error
   */
  static Slot parse(JsonObject json, String volumeId) throws CofferException {
    return switch (json.requireString(TYPE_MEMBER)) {
      case KeyFileSlot.TYPE -> KeyFileSlot.parse(json, volumeId);
      case PassphraseSlot.TYPE -> PassphraseSlot.parse(json);
      case KmsSlot.TYPE -> KmsSlot.parse(json, volumeId);
      case RecipientSlot.TYPE -> RecipientSlot.parse(json, volumeId);
      default -> new UnknownSlot(info(json, "of a newer release", Optional.empty()));
    };
  }

  static SlotInfo info(JsonObject json, String description, Optional<String> keyId)
      throws CofferException {
    String id = json.requireToken(ID);
    String type = json.requireToken(TYPE_MEMBER);
    return new SlotInfo(id, type, created(json), description, keyId, label(json));
  }

  private static Instant created(JsonObject json) throws CofferException {
    try {
      return Instant.parse(json.requireString(CREATED));
    } catch (DateTimeException e) {
      throw JsonObject.malformed("\"created\" is no time");
    }
  }

  private static Optional<String> label(JsonObject json) throws CofferException {
    if (!json.members().containsKey(LABEL)) {
      return Optional.empty();
    }
    String label = json.requireString(LABEL);
    if (!LABELS.matcher(label).matches()) {
      throw JsonObject.malformed("\"label\" is not 1 to 64 characters of printable ASCII");
    }
    return Optional.of(label);
  }
}
