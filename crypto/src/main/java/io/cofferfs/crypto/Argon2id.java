package io.cofferfs.crypto;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * The cost of turning a passphrase into a key with Argon2id (RFC 9106, version 1.3). Bounded,
 * because these numbers come out of a file that a hostile store can write.
 *
 * @param memoryKib from 8 per lane to 256 MiB
 * @param passes over that memory, 1 to 16
 * @param lanes 1 to 16
 */
record Argon2id(int memoryKib, int passes, int lanes) {
  /** RFC 9106's second recommendation, with one lane because BouncyCastle fills lanes in turn. */
  static final Argon2id DEFAULT = new Argon2id(64 * 1024, 3, 1);

  static final int SALT_BYTES = 16;
  static final int MAX_MEMORY_KIB = 256 * 1024;
  static final int MAX_PASSES = 16;

  private static final int MAX_LANES = 16;
  private static final int MIN_MEMORY_KIB_PER_LANE = 8;

  Argon2id {
    requireRange("lanes", lanes, 1, MAX_LANES);
    requireRange("passes", passes, 1, MAX_PASSES);
    requireRange("KiB of memory", memoryKib, MIN_MEMORY_KIB_PER_LANE * lanes, MAX_MEMORY_KIB);
  }

  private static void requireRange(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "Argon2id with %d %s, not %d to %d".formatted(value, what, least, most));
    }
  }

  /** A 256-bit key. */
  SecretBytes key(SecretBytes passphrase, byte[] salt) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib)
            .withIterations(passes)
            .withParallelism(lanes)
            .withSalt(salt)
            .build());
    byte[] key = new byte[AesKey.LENGTH];
    return passphrase.expose(
        bytes -> {
          generator.generateBytes(bytes, key);
          return SecretBytes.take(key);
        });
  }

  @Override
  public String toString() {
    return "Argon2id, %d KiB, %d passes, %d lanes".formatted(memoryKib, passes, lanes);
  }
}
