package io.cofferfs.crypto;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A slot for the holder of a private key. It keeps the public key, so that the root key can be
 * wrapped again without its holder.
 */
final class RecipientSlot implements Slot {
  static final String TYPE = "recipient";

  private static final String ALGORITHM = "algorithm";
  private static final String PUBLIC_KEY = "publicKey";

  // What the largest RSA key wraps.
  private static final int MAX_WRAPPED_BYTES = 2048;

  private final SlotInfo info;
  private final String volumeId;
  private final byte[] spki;
  private final byte[] wrapped;

  private RecipientSlot(JsonObject json, String volumeId) throws CofferException {
    this.spki = json.requireBytes(PUBLIC_KEY, 1, PublicIdentity.MAX_DER_BYTES);
    String keyId = PublicIdentity.keyId(spki);
    String algorithm = json.requireToken(ALGORITHM);
    this.info = Slot.info(json, algorithm + " identity " + keyId, Optional.of(keyId));
    this.volumeId = volumeId;
    this.wrapped = json.requireBytes(WRAPPED_ROOT_KEY, 1, MAX_WRAPPED_BYTES);
  }

  static RecipientSlot parse(JsonObject json, String volumeId) throws CofferException {
    return new RecipientSlot(json, volumeId);
  }

  /** Completes {@code begun}, a slot's common members. */
  static JsonObject complete(JsonObject begun, PublicIdentity identity, byte[] wrapped) {
    return begun
        .with(ALGORITHM, identity.algorithm())
        .with(PUBLIC_KEY, identity.toSpki())
        .with(WRAPPED_ROOT_KEY, wrapped);
  }

  @Override
  public SlotInfo info() {
    return info;
  }

  /** Its holder is not needed for this. */
  @Override
  public Optional<SlotKey> renewedBy(List<UnlockKey> keys, SecretBytes rootKey)
      throws CofferException {
    return Optional.of(PublicIdentity.ofSpki(spki));
  }

  @Override
  public Optional<SecretBytes> unwrap(UnlockKey key) {
    return key instanceof PrivateIdentity candidate
            && Arrays.equals(candidate.publicIdentity().toSpki(), spki)
        ? candidate.unwrap(wrapped, volumeId)
        : Optional.empty();
  }
}
