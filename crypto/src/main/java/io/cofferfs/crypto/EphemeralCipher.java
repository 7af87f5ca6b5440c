package io.cofferfs.crypto;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * Seals the blocks of temporary files under a key that lives only in memory, so that what staging
 * and caches leave on a disk is unreadable once the process is gone. Thread-safe.
 */
public final class EphemeralCipher implements AutoCloseable {
  private static final byte[] INFO = "coffer ephemeral file".getBytes(StandardCharsets.US_ASCII);

  private final SecretBytes key;
  private final Aeads aeads;

  private EphemeralCipher(SecretBytes key, Aeads aeads) {
    this.key = key;
    this.aeads = aeads;
  }

  /** As the other method, by the JDK's own AES-GCM. */
  public static EphemeralCipher create(SecureRandom random) {
    return create(random, AeadProvider.JDK);
  }

  /** A cipher under a new random key, which {@link #close} destroys. */
  public static EphemeralCipher create(SecureRandom random, AeadProvider provider) {
    SecretBytes key = SecretBytes.random(random, AesKey.LENGTH);
    return new EphemeralCipher(key, new Aeads(provider, random));
  }

  /** How much longer a sealed block is than its plaintext. */
  public int overheadBytes() {
    return Aead.OVERHEAD_BYTES;
  }

  /** The cipher of one new file: its blocks open neither in other files nor at other places. */
  public BlockCipher newFile() {
    ObjectId fileId = ObjectId.random(aeads.random());
    byte[] fileKey = Hkdf.derive(key, fileId.toBytes(), INFO, AesKey.LENGTH);
    return new BlockCipher(fileId, new SharedAead(SecretBytes.take(fileKey), aeads));
  }

  /** Destroys the key: no more files. Those handed out live until they are closed themselves. */
  @Override
  public void close() {
    key.close();
  }
}
