package io.cofferfs.crypto.s3ec;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import java.util.stream.Stream;

/** How a data key is wrapped. */
enum WrapMethod {
  AES_GCM(KeyKind.AES, "AES/GCM", "02"),
  KMS_CONTEXT(KeyKind.KMS, "kms+context", "12"),
  RSA_OAEP_SHA1(KeyKind.RSA, "RSA-OAEP-SHA1", "22"),

  // What clients of 2020 and before wrote, and had no short word. None of them says for which
  // cipher the data key is, so that whoever can change headers can have it used with another one.
  LEGACY_AES(KeyKind.AES, "AES", ""),
  LEGACY_AES_WRAP(KeyKind.AES, "AESWrap", ""),
  LEGACY_RSA(KeyKind.RSA, "RSA", ""),
  LEGACY_RSA_OAEP(KeyKind.RSA, "RSA/ECB/OAEPWithSHA-256AndMGF1Padding", ""),
  LEGACY_KMS(KeyKind.KMS, "kms", "");

  // 256 bits and the padding of one block; what RSA makes has the length of its modulus.
  private static final int LONGEST_OF_AES = 48;

  private final KeyKind kind;
  private final String word;
  private final String shortWord;

  /** What it takes to unwrap. */
  enum KeyKind {
    AES,
    RSA,
    KMS
  }

  WrapMethod(KeyKind kind, String word, String shortWord) {
    this.kind = kind;
    this.word = word;
    this.shortWord = shortWord;
  }

  KeyKind kind() {
    return kind;
  }

  boolean isLegacy() {
    return shortWord.isEmpty();
  }

  /** Its name in version 2. */
  String word() {
    return word;
  }

  /** Its name in version 3. */
  String shortWord() {
    return shortWord;
  }

  static WrapMethod ofWord(String text) throws CofferException {
    return Stream.of(values())
        .filter(method -> method.word.equals(text))
        .findFirst()
        .orElseThrow(WrapMethod::unknown);
  }

  static WrapMethod ofShortWord(String text) throws CofferException {
    return Stream.of(values())
        .filter(method -> !method.isLegacy() && method.shortWord.equals(text))
        .findFirst()
        .orElseThrow(WrapMethod::unknown);
  }

  /** Version 1 does not say, so that the official client goes by the length as well. */
  static WrapMethod ofVersion1(int wrappedBytes) {
    return wrappedBytes > LONGEST_OF_AES ? LEGACY_RSA : LEGACY_AES;
  }

  private static CofferException unknown() {
    return new CofferException(
        Reason.UNSUPPORTED_VERSION, "the object's data key is wrapped by an unknown method");
  }
}
