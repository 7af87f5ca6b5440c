package io.cofferfs.crypto;

/** The members of a volume file, and the MAC over all of them. */
final class VolumeLayout {
  static final String FORMAT = "format";
  static final String VERSION = "version";
  static final String VOLUME_ID = "volumeId";
  static final String GENERATION = "generation";
  static final String CHUNK_SIZE = "chunkSize";
  static final String ENCRYPT_NAMES = "encryptNames";
  static final String EPOCHS = "epochs";
  static final String SLOTS = "slots";
  static final String MAC = "mac";

  static final String COFFER = "coffer";
  static final int CURRENT_VERSION = 1;
  static final int MAC_BYTES = 32;

  private static final String MAC_INFO = "coffer v1 volume mac";

  private VolumeLayout() {}

  /** {@code document} with the MAC that it must have. */
  static JsonObject signed(JsonObject document, SecretBytes rootKey) {
    return document.with(MAC, mac(document, rootKey));
  }

  /** HMAC-SHA256 over the canonical form of {@code document} without its member "mac". */
  static byte[] mac(JsonObject document, SecretBytes rootKey) {
    try (SecretBytes macKey = Hkdf.key(rootKey, MAC_INFO)) {
      return Hmac.sha256(macKey, JsonText.canonical(document.without(MAC)));
    }
  }
}
