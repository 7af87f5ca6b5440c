package io.cofferfs.crypto;

import io.cofferfs.crypto.CofferException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * One block of PEM (RFC 7468): a label and DER bytes, which may be a private key. Text in front of
 * the block is explanation; headers inside it and a second block are refused.
 */
final class Pem implements AutoCloseable {
  private static final int LINE_LENGTH = 64;
  private static final byte[] LINE_END = {'\n'};
  private static final byte[] BEGIN = "-----BEGIN ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DASHES = "-----".getBytes(StandardCharsets.US_ASCII);
  private static final String END = "-----END ";
  private static final Pattern LABELS = Pattern.compile("[A-Z0-9 ]{1,40}");

  private final String label;
  private final SecretBytes der;

  private Pem(String label, SecretBytes der) {
    this.label = label;
    this.der = der;
  }

  /**
   * Reads {@code text}, which stays the caller's to zero. It is never made a String: that could not
   * be zeroed.
   *
   * @throws CofferException {@code MALFORMED}, without quoting the text
   */
  static Pem parse(byte[] text) throws CofferException {
    int begin = find(text, BEGIN, 0);
    int labelEnd = find(text, DASHES, begin + BEGIN.length);
    String label = label(text, begin + BEGIN.length, labelEnd);
    byte[] foot = (END + label + "-----").getBytes(StandardCharsets.US_ASCII);
    int end = find(text, foot, labelEnd);
    requireBlank(text, end + foot.length);
    byte[] body = Arrays.copyOfRange(text, labelEnd + DASHES.length, end);
    try {
      return new Pem(label, SecretBytes.take(decode(body)));
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  private static int find(byte[] text, byte[] wanted, int from) throws CofferException {
    for (int at = from; at + wanted.length <= text.length; at++) {
      if (Arrays.equals(text, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    throw malformed();
  }

  private static String label(byte[] text, int from, int to) throws CofferException {
    String label = new String(text, from, to - from, StandardCharsets.ISO_8859_1);
    if (!LABELS.matcher(label).matches()) {
      throw malformed();
    }
    return label;
  }

  private static void requireBlank(byte[] text, int from) throws CofferException {
    for (int at = from; at < text.length; at++) {
      if (!isSpace(text[at])) {
        throw malformed();
      }
    }
  }

  /** Line ends may stand anywhere in the base64, and nothing else. */
  private static byte[] decode(byte[] body) throws CofferException {
    byte[] digits = new byte[body.length];
    int length = 0;
    for (byte character : body) {
      if (!isSpace(character)) {
        digits[length++] = character;
      }
    }
    ByteBuffer decoded = ByteBuffer.allocate(0);
    try {
      decoded = Base64.getDecoder().decode(ByteBuffer.wrap(digits, 0, length));
      return Arrays.copyOf(decoded.array(), decoded.remaining());
    } catch (IllegalArgumentException e) {
      throw malformed();
    } finally {
      Arrays.fill(digits, (byte) 0);
      Arrays.fill(decoded.array(), (byte) 0);
    }
  }

  private static boolean isSpace(byte character) {
    return character == '\n' || character == '\r' || character == ' ' || character == '\t';
  }

  private static CofferException malformed() {
    return new CofferException(Reason.MALFORMED, "not a key in PEM");
  }

  /** The text of one block. */
  static byte[] encode(String label, byte[] der) {
    byte[] body = Base64.getMimeEncoder(LINE_LENGTH, LINE_END).encode(der);
    byte[] head = ("-----BEGIN " + label + "-----\n").getBytes(StandardCharsets.US_ASCII);
    byte[] foot = ("\n-----END " + label + "-----\n").getBytes(StandardCharsets.US_ASCII);
    byte[] text = Arrays.copyOf(head, head.length + body.length + foot.length);
    System.arraycopy(body, 0, text, head.length, body.length);
    System.arraycopy(foot, 0, text, head.length + body.length, foot.length);
    Arrays.fill(body, (byte) 0);
    return text;
  }

  String label() {
    return label;
  }

  SecretBytes der() {
    return der;
  }

  @Override
  public void close() {
    der.close();
  }
}
