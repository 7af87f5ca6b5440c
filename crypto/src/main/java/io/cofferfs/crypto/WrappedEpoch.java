package io.cofferfs.crypto;

import io.cofferfs.crypto.CofferException.Reason;

/** One generation of the volume key as the volume file has it: under the root key. */
final class WrappedEpoch {
  private static final String INFO = "coffer v1 epoch wrap";
  private static final String NUMBER = "epoch";
  private static final String WRAPPED_KEY = "wrappedKey";

  private final int number;
  private final byte[] wrapped;

  private WrappedEpoch(int number, byte[] wrapped) {
    this.number = number;
    this.wrapped = wrapped;
  }

  static WrappedEpoch parse(JsonObject json) throws CofferException {
    int number = json.requireInt(NUMBER, 1, Integer.MAX_VALUE);
    return new WrappedEpoch(number, json.requireBytes(WRAPPED_KEY, KeyWrap.WRAPPED_KEY_BYTES));
  }

  static JsonObject wrap(int number, SecretBytes volumeKey, SecretBytes rootKey) {
    try (SecretBytes wrappingKey = Hkdf.key(rootKey, INFO)) {
      return JsonObject.EMPTY
          .with(NUMBER, (long) number)
          .with(WRAPPED_KEY, KeyWrap.wrap(wrappingKey, volumeKey));
    }
  }

  int number() {
    return number;
  }

  Epoch unwrap(SecretBytes rootKey, Aeads aeads) throws CofferException {
    return new Epoch(number, volumeKey(rootKey), aeads);
  }

  /** This epoch under another root key. */
  JsonObject rewrap(SecretBytes rootKey, SecretBytes newRootKey) throws CofferException {
    try (SecretBytes volumeKey = volumeKey(rootKey)) {
      return wrap(number, volumeKey, newRootKey);
    }
  }

  private SecretBytes volumeKey(SecretBytes rootKey) throws CofferException {
    try (SecretBytes wrappingKey = Hkdf.key(rootKey, INFO)) {
      return KeyWrap.unwrap(wrappingKey, wrapped)
          .orElseThrow(
              () -> new CofferException(Reason.TAMPERED, "key of epoch " + number + " is damaged"));
    }
  }
}
