package io.cofferfs.crypto;

import java.security.SecureRandom;

/** What the AEADs of one volume are made with: who computes them, and where nonces come from. */
record Aeads(AeadProvider provider, SecureRandom random) {
  /** By the JDK's own AES-GCM. */
  static Aeads jdk(SecureRandom random) {
    return new Aeads(AeadProvider.JDK, random);
  }

  /** For one thread; {@code key} stays its owner's to close. */
  Aead of(AesKey key) {
    return new Aead(key, this);
  }
}
