package io.cofferfs.crypto.s3ec;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an object's headers say of how it is sealed, parsed: everything that is needed besides the
 * wrapping key to open it. Nothing of it is authenticated yet. Immutable.
 */
final class Envelope {
  static final int IV_BYTES = 12;
  static final int MESSAGE_ID_BYTES = 28;
  static final int COMMITMENT_BYTES = 28;

  private final ContentSuite suite;
  private final WrapMethod method;
  private final Map<String, String> headers;

  private Envelope(ContentSuite suite, WrapMethod method, Map<String, String> headers) {
    this.suite = suite;
    this.method = method;
    this.headers = headers;
  }

  /**
   * Finds out what an object is. Whether its values are all there {@link #requireWhole} tells.
   *
   * @throws CofferException {@code MALFORMED} if the headers contradict each other or something is
   *     missing; {@code UNSUPPORTED_VERSION} if what they say is not known here
   */
  static Envelope parse(Map<String, String> headers) throws CofferException {
    long keys = Names.KEYS.stream().filter(headers::containsKey).count();
    if (keys != 1) {
      throw malformed(keys == 0 ? "no data key" : "data keys of several versions");
    }
    if (headers.containsKey(Names.KEY_V3)) {
      require(Names.CONTENT_V3, headers, ContentSuite.COMMITTING_GCM.word());
      WrapMethod method = WrapMethod.ofShortWord(text(Names.WRAP_METHOD_V3, headers));
      return new Envelope(ContentSuite.COMMITTING_GCM, method, Map.copyOf(headers));
    }
    return headers.containsKey(Names.KEY_V1) ? parseV1(headers) : parseV2(headers);
  }

  private static Envelope parseV1(Map<String, String> headers) throws CofferException {
    if (headers.containsKey(Names.CONTENT)) {
      require(Names.CONTENT, headers, ContentSuite.CBC.word());
    }
    String word = headers.get(Names.WRAP_METHOD);
    WrapMethod method =
        word == null
            ? WrapMethod.ofVersion1(bytes(Names.KEY_V1, headers).length)
            : WrapMethod.ofWord(word);
    return unauthenticated(method, headers);
  }

  private static Envelope parseV2(Map<String, String> headers) throws CofferException {
    WrapMethod method = WrapMethod.ofWord(text(Names.WRAP_METHOD, headers));
    if (text(Names.CONTENT, headers).equals(ContentSuite.CBC.word())) {
      return unauthenticated(method, headers);
    }
    require(Names.CONTENT, headers, ContentSuite.GCM.word());
    require(Names.TAG_BITS, headers, Integer.toString(8 * GcmStream.TAG_BYTES));
    return new Envelope(ContentSuite.GCM, method, Map.copyOf(headers));
  }

  private static Envelope unauthenticated(WrapMethod method, Map<String, String> headers)
      throws CofferException {
    // Newer methods name the cipher that the data key is for, and no client named this one.
    if (!method.isLegacy()) {
      throw new CofferException(
          Reason.UNSUPPORTED_VERSION,
          "an object with a " + Names.WRAP_METHOD + " that does not go with AES-CBC");
    }
    return new Envelope(ContentSuite.CBC, method, Map.copyOf(headers));
  }

  /** Whether headers, which may be otherwise wrong, are those of a body of AES-CBC. */
  static boolean isChained(Map<String, String> headers) {
    return headers.containsKey(Names.KEY_V1)
        || ContentSuite.CBC.word().equals(headers.get(Names.CONTENT));
  }

  /** Whether this is of before 2020: nothing authenticates the body, or what its key is for. */
  boolean isLegacy() {
    return suite == ContentSuite.CBC || method.isLegacy();
  }

  /**
   * @throws CofferException {@code MALFORMED} if a value is missing or cannot be one
   */
  void requireWhole() throws CofferException {
    wrappedKey();
    if (suite == ContentSuite.COMMITTING_GCM) {
      messageId();
      commitment();
    } else {
      nonce();
    }
  }

  /** The envelope of a new object; {@code context} is a KMS's, else empty. */
  static Envelope create(
      WrapMethod method, byte[] wrappedKey, Map<String, String> context, byte[] messageId) {
    Map<String, String> headers = new HashMap<>();
    headers.put(Names.KEY_V3, base64(wrappedKey));
    headers.put(Names.WRAP_METHOD_V3, method.shortWord());
    headers.put(Names.CONTENT_V3, ContentSuite.COMMITTING_GCM.word());
    headers.put(Names.MESSAGE_ID, base64(messageId));
    if (!context.isEmpty()) {
      headers.put(Names.CONTEXT_V3, StringMapJson.format(context));
    }
    return new Envelope(ContentSuite.COMMITTING_GCM, method, Map.copyOf(headers));
  }

  Envelope withCommitment(byte[] commitment) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(Names.COMMITMENT, base64(commitment));
    return new Envelope(suite, method, Map.copyOf(more));
  }

  ContentSuite suite() {
    return suite;
  }

  WrapMethod method() {
    return method;
  }

  Map<String, String> headers() {
    return headers;
  }

  byte[] wrappedKey() throws CofferException {
    for (String name : Names.KEYS) {
      if (headers.containsKey(name)) {
        return bytes(name, headers);
      }
    }
    throw malformed("no data key");
  }

  /** The nonce or initialisation vector of the body, where the envelope has one. */
  byte[] nonce() throws CofferException {
    return bytes(Names.IV, suite == ContentSuite.CBC ? CbcOpener.BLOCK_BYTES : IV_BYTES);
  }

  byte[] messageId() throws CofferException {
    return bytes(Names.MESSAGE_ID, MESSAGE_ID_BYTES);
  }

  byte[] commitment() throws CofferException {
    return bytes(Names.COMMITMENT, COMMITMENT_BYTES);
  }

  /** The encryption context that a KMS was given; it is the KMS that authenticates it. */
  Map<String, String> context() throws CofferException {
    boolean committing = suite == ContentSuite.COMMITTING_GCM;
    String name = committing ? Names.CONTEXT_V3 : Names.DESCRIPTION;
    return StringMapJson.parse(headers.getOrDefault(name, "{}"));
  }

  /** Bytes of the content, where the headers tell. */
  static OptionalLong length(Map<String, String> headers) throws CofferException {
    String text = headers.get(Names.LENGTH);
    if (text == null) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw malformed("a length that is no number");
    }
  }

  private byte[] bytes(String name, int length) throws CofferException {
    byte[] bytes = bytes(name, headers);
    if (bytes.length != length) {
      throw malformed(name + " of " + bytes.length + " bytes, not " + length);
    }
    return bytes;
  }

  private static byte[] bytes(String name, Map<String, String> headers) throws CofferException {
    String text = text(name, headers);
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      if (base64(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw malformed(name + " that is not base64");
    }
    throw malformed(name + " in another form of base64");
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static void require(String name, Map<String, String> headers, String value)
      throws CofferException {
    if (!text(name, headers).equals(value)) {
      throw new CofferException(
          Reason.UNSUPPORTED_VERSION, "an object with a " + name + " that is not " + value);
    }
  }

  private static String text(String name, Map<String, String> headers) throws CofferException {
    return Optional.ofNullable(headers.get(name)).orElseThrow(() -> malformed("no " + name));
  }

  private static CofferException malformed(String what) {
    return new CofferException(Reason.MALFORMED, "headers of an encrypted object with " + what);
  }
}
