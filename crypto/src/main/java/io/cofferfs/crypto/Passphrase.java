package io.cofferfs.crypto;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A passphrase as a way to unlock a volume: its characters in UTF-8, as typed. */
public final class Passphrase implements UnlockKey {
  private final SecretBytes utf8;

  /**
   * Copies {@code characters}; zeroing them stays the caller's task.
   *
   * @throws IllegalArgumentException if empty or not expressible in UTF-8
   */
  public Passphrase(char[] characters) {
    this(encode(characters));
  }

  /**
   * Takes ownership of {@code utf8}, the bytes of a passphrase file without its line end.
   *
   * @throws IllegalArgumentException if empty
   */
  public Passphrase(SecretBytes utf8) {
    if (utf8.length() == 0) {
      throw new IllegalArgumentException("empty passphrase");
    }
    this.utf8 = utf8;
  }

  private static SecretBytes encode(char[] characters) {
    // One array of the greatest length, so that no half-filled copy of the passphrase is left.
    byte[] room = new byte[3 * characters.length];
    ByteBuffer out = ByteBuffer.wrap(room);
    CharBuffer in = CharBuffer.wrap(characters);
    try {
      if (StandardCharsets.UTF_8.newEncoder().encode(in, out, /* endOfInput= */ true).isError()) {
        throw new IllegalArgumentException("a passphrase that UTF-8 cannot express");
      }
      return SecretBytes.take(Arrays.copyOf(room, out.position()));
    } finally {
      Arrays.fill(room, (byte) 0);
    }
  }

  SecretBytes utf8() {
    return utf8;
  }

  @Override
  public void close() {
    utf8.close();
  }

  @Override
  public String toString() {
    return "Passphrase";
  }
}
