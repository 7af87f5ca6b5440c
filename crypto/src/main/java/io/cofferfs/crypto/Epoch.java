package io.cofferfs.crypto;

import java.security.SecureRandom;

/** One generation of the volume key, unlocked: the key itself and the metadata key made of it. */
final class Epoch implements AutoCloseable {
  private static final String METADATA_INFO = "coffer v1 metadata";

  private final int number;
  private final SecretBytes volumeKey;
  private final SharedAead metadata;

  /** Takes ownership of {@code volumeKey}. */
  Epoch(int number, SecretBytes volumeKey, SecureRandom random) {
    this.number = number;
    this.volumeKey = volumeKey;
    this.metadata = new SharedAead(Hkdf.key(volumeKey, METADATA_INFO), random);
  }

  int number() {
    return number;
  }

  SecretBytes volumeKey() {
    return volumeKey;
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
