package io.cofferfs.crypto;

/** A way to unlock a volume that the user holds. Closing it destroys it. */
public sealed interface UnlockKey extends AutoCloseable permits KeyFileKey, Passphrase {
  @Override
  void close();
}
