package io.cofferfs.crypto;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * AES-256-GCM under one key for many threads: each call borrows a cipher and gives it back, so
 * there are never more of them than there were calls at one time. Thread-safe.
 */
final class SharedAead implements AutoCloseable {
  private final AesKey key;
  private final Aeads aeads;
  private final ConcurrentLinkedQueue<Aead> idle = new ConcurrentLinkedQueue<>();

  /** Takes ownership of {@code secret}. */
  SharedAead(SecretBytes secret, Aeads aeads) {
    this.key = new AesKey(secret);
    this.aeads = aeads;
  }

  /** See {@link Aead#seal}. */
  void seal(byte[] associatedData, ByteBuffer plaintext, ByteBuffer sealed) {
    Aead aead = borrow();
    try {
      aead.seal(associatedData, plaintext, sealed);
    } finally {
      idle.add(aead);
    }
  }

  /** See {@link Aead#open}. */
  boolean open(byte[] associatedData, ByteBuffer sealed, ByteBuffer plaintext) {
    Aead aead = borrow();
    try {
      return aead.open(associatedData, sealed, plaintext);
    } finally {
      idle.add(aead);
    }
  }

  private Aead borrow() {
    Aead aead = idle.poll();
    return aead == null ? aeads.of(key) : aead;
  }

  /** Destroys the key; later calls throw {@link IllegalStateException}. */
  @Override
  public void close() {
    key.close();
    idle.clear();
  }
}
