package io.cofferfs.crypto;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8 that refuses what it cannot express. The conversions of {@code String} put "?" and U+FFFD
 * in its place, which makes two names one.
 */
final class Utf8 {
  private Utf8() {}

  /**
   * The bytes of {@code text}.
   *
   * @throws IllegalArgumentException if it has a surrogate without a partner; the message does not
   *     quote it
   */
  static byte[] encode(String text) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a name that UTF-8 cannot express", e);
    }
  }

  /**
   * The text of {@code bytes}.
   *
   * @throws IllegalArgumentException if they are not UTF-8; the message does not quote them
   */
  static String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a name that is not UTF-8", e);
    }
  }
}
