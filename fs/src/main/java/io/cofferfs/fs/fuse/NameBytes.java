package io.cofferfs.fs.fuse;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Names as the kernel has them, which are bytes, and as keys have them, which are UTF-8. A byte
 * that is not UTF-8 stands as one of the 128 private characters U+EF80 to U+EFFF; where a name has
 * such a character itself, its three bytes stand like that. So no two names become one.
 */
final class NameBytes {
  private static final char FIRST = 0xEF80;
  private static final char LAST = 0xEFFF;
  private static final char BASE = 0xEF00;

  private NameBytes() {}

  static String decode(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    StringBuilder name = new StringBuilder(bytes.length);
    CoderResult result;
    do {
      result = decoder.reset().decode(in, out.clear(), /* endOfInput= */ true);
      appendCharacters(name, out.flip());
      for (int i = result.isError() ? result.length() : 0; i > 0; i--) {
        name.append(escaped(in.get()));
      }
    } while (result.isError());
    return name.toString();
  }

  private static void appendCharacters(StringBuilder name, CharBuffer characters) {
    while (characters.hasRemaining()) {
      char c = characters.get();
      if (isEscape(c)) {
        for (byte b : utf8(String.valueOf(c))) {
          name.append(escaped(b));
        }
      } else {
        name.append(c);
      }
    }
  }

  static byte[] encode(String name) {
    if (name.chars().noneMatch(NameBytes::isEscape)) {
      return utf8(name);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int plain = 0;
    for (int i = 0; i < name.length(); i++) {
      if (isEscape(name.charAt(i))) {
        bytes.writeBytes(utf8(name.substring(plain, i)));
        bytes.write(name.charAt(i));
        plain = i + 1;
      }
    }
    bytes.writeBytes(utf8(name.substring(plain)));
    return bytes.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isEscape(int c) {
    return c >= FIRST && c <= LAST;
  }

  private static char escaped(byte b) {
    return (char) (BASE | (b & 0xff));
  }
}
