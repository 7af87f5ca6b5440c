package io.cofferfs.crypto;

import io.cofferfs.crypto.CofferException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * Files of 256-bit keys: one key per line, in base64 or hex; {@code #} begins a comment, on a line
 * of its own or behind a key, and blank lines mean nothing. The first key is the one to write with.
 */
public final class KeyFile {
  private static final byte[] KEY_ID_LABEL = "coffer v1 key id".getBytes(StandardCharsets.US_ASCII);
  private static final int KEY_ID_BYTES = 4;
  private static final int HEX_LENGTH = 2 * AesKey.LENGTH;
  private static final int BASE64_LENGTH = 44;

  private KeyFile() {}

  /** The text of a new key file with one key. */
  public static String generate(SecureRandom random) {
    try (SecretBytes key = SecretBytes.random(random, AesKey.LENGTH)) {
      return """
          # cofferfs key %s
          # Whoever has this file can read what is encrypted with it; without it nobody can, ever.
          # Keep it secret (mode 0600), and keep a copy in another place.
          %s
          """
          .formatted(keyId(key), key.expose(Base64.getEncoder()::encodeToString));
    }
  }

  /**
   * Reads the keys in {@code text}, which stays the caller's to zero.
   *
   * @throws CofferException {@code MALFORMED} if a line is no key or there is no key at all; the
   *     message names the line, never what is in it
   */
  public static List<SecretBytes> parse(byte[] text) throws CofferException {
    List<SecretBytes> keys = new ArrayList<>();
    int line = 0;
    for (int start = 0; start < text.length; ) {
      int end = endOfLine(text, start);
      byte[] content = strip(text, start, beginOfComment(text, start, end));
      line++;
      if (content.length > 0) {
        keys.add(parseKey(content, line));
      }
      Arrays.fill(content, (byte) 0);
      start = end + 1;
    }
    if (keys.isEmpty()) {
      throw new CofferException(Reason.MALFORMED, "key file without a key");
    }
    return List.copyOf(keys);
  }

  /**
   * The public name of a key: 8 hex digits of an HMAC under it, so that logs and volume files can
   * say which key is meant and tell nothing about it.
   */
  public static String keyId(SecretBytes key) {
    return HexFormat.of().formatHex(Hmac.sha256(key, KEY_ID_LABEL), 0, KEY_ID_BYTES);
  }

  private static int endOfLine(byte[] text, int start) {
    int end = start;
    while (end < text.length && text[end] != '\n') {
      end++;
    }
    return end;
  }

  /** Neither base64 nor hex knows the sign, so that no key is cut. */
  private static int beginOfComment(byte[] text, int start, int end) {
    int sign = start;
    while (sign < end && text[sign] != '#') {
      sign++;
    }
    return sign;
  }

  private static byte[] strip(byte[] text, int start, int end) {
    int from = start;
    int to = end;
    while (from < to && isBlank(text[from])) {
      from++;
    }
    while (from < to && isBlank(text[to - 1])) {
      to--;
    }
    return Arrays.copyOfRange(text, from, to);
  }

  private static boolean isBlank(byte character) {
    return character == ' ' || character == '\t' || character == '\r';
  }

  private static SecretBytes parseKey(byte[] content, int line) throws CofferException {
    try {
      // 64 hex digits are valid base64 too; the length tells which of the two is meant.
      if (content.length == HEX_LENGTH) {
        return SecretBytes.take(decodeHex(content));
      }
      if (content.length == BASE64_LENGTH) {
        return requireKeyLength(SecretBytes.take(Base64.getDecoder().decode(content)));
      }
    } catch (IllegalArgumentException e) {
      // Falls through: the decoder's own message would quote a character of the key.
    }
    throw new CofferException(
        Reason.MALFORMED,
        "line " + line + " of the key file is not a 256-bit key in base64 or hex");
  }

  private static SecretBytes requireKeyLength(SecretBytes key) {
    if (key.length() != AesKey.LENGTH) {
      throw new IllegalArgumentException("not a 256-bit key");
    }
    return key;
  }

  private static byte[] decodeHex(byte[] digits) {
    byte[] bytes = new byte[digits.length / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] =
          (byte)
              (HexFormat.fromHexDigit(digits[2 * i]) << 4
                  | HexFormat.fromHexDigit(digits[2 * i + 1]));
    }
    return bytes;
  }
}
