package io.cofferfs.crypto;

/** A way to unlock a volume that the user holds. Closing it destroys it. */
public sealed interface UnlockKey extends SlotKey, AutoCloseable
    permits KeyFileKey, Passphrase, KmsKey, PrivateIdentity {
  @Override
  void close();
}
