package io.cofferfs.crypto;

import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/** One way to unlock a volume: the root key, wrapped under something the user holds. */
sealed interface Slot permits KeyFileSlot, PassphraseSlot, UnknownSlot {
  /** The root key wrapped by AES-KWP, in the slots that have one. */
  String WRAPPED_ROOT_KEY = "wrappedRootKey";

  SlotInfo info();

  /** What trying a key on this slot costs: KiB of memory times passes over it. */
  default long costKib() {
    return 0;
  }

  /** The root key, or nothing if {@code key} is not the one of this slot. */
  Optional<SecretBytes> unwrap(UnlockKey key);

  /** What a slot made now shares with all others. */
  static JsonObject begin(String type, Instant created, SecureRandom random) {
    byte[] id = new byte[4];
    random.nextBytes(id);
    return JsonObject.EMPTY
        .with("id", HexFormat.of().formatHex(id))
        .with("type", type)
        .with("created", created.toString());
  }

  /**
   * Reads the element of a volume file.
   *
   * @throws CofferException {@code MALFORMED}; an unknown type is no error
   */
  static Slot parse(JsonObject json, String volumeId) throws CofferException {
    return switch (json.requireString("type")) {
      case KeyFileSlot.TYPE -> KeyFileSlot.parse(json, volumeId);
      case PassphraseSlot.TYPE -> PassphraseSlot.parse(json);
      default -> new UnknownSlot(info(json, "of a newer release"));
    };
  }

  static SlotInfo info(JsonObject json, String description) throws CofferException {
    try {
      Instant created = Instant.parse(json.requireString("created"));
      return new SlotInfo(json.requireToken("id"), json.requireToken("type"), created, description);
    } catch (DateTimeException e) {
      throw JsonObject.malformed("\"created\" is no time");
    }
  }
}
