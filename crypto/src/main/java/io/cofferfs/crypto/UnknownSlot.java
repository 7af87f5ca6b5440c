package io.cofferfs.crypto;

import java.util.Optional;

/** A slot of a type that a later release added: opened by nothing here. */
record UnknownSlot(SlotInfo info) implements Slot {

  @Override
  public Optional<SecretBytes> unwrap(UnlockKey key) {
    return Optional.empty();
  }
}
