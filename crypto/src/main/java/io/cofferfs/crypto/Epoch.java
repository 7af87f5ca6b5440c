package io.cofferfs.crypto;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** One generation of the volume key, unlocked: the key itself and the metadata key made of it. */
final class Epoch implements AutoCloseable {
  private static final String METADATA_INFO = "coffer v1 metadata";
  private static final String CACHE_INFO = "coffer v1 cache";

  private static final byte[] NAMES_INFO = "coffer v1 names".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FINGERPRINT_INFO =
      "coffer v1 fingerprint".getBytes(StandardCharsets.US_ASCII);
  private static final int FINGERPRINT_BYTES = 16;

  private final int number;
  private final SecretBytes volumeKey;
  private final SharedAead metadata;

  /** Takes ownership of {@code volumeKey}. */
  Epoch(int number, SecretBytes volumeKey, Aeads aeads) {
    this.number = number;
    this.volumeKey = volumeKey;
    this.metadata = new SharedAead(Hkdf.key(volumeKey, METADATA_INFO), aeads);
  }

  int number() {
    return number;
  }

  SecretBytes volumeKey() {
    return volumeKey;
  }

  /** The 64 bytes of AES-SIV for the names of the volume; the caller's to close. */
  SecretBytes namesKey() {
    return SecretBytes.take(Hkdf.derive(volumeKey, NAMES_INFO, 2 * AesKey.LENGTH));
  }

  /** The key of names in a cache directory; the caller's to close. */
  SecretBytes cacheKey() {
    return Hkdf.key(volumeKey, CACHE_INFO);
  }

  /** Names a volume by the key of its first epoch; tells nothing about it. */
  String fingerprint() {
    byte[] derived = Hkdf.derive(volumeKey, FINGERPRINT_INFO, FINGERPRINT_BYTES);
    return HexFormat.of().formatHex(derived);
  }

  SharedAead metadata() {
    return metadata;
  }

  @Override
  public void close() {
    volumeKey.close();
    metadata.close();
  }
}
