package io.cofferfs.crypto.s3ec;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import java.util.Set;

/** How a data key is wrapped. */
enum WrapMethod {
  AES_GCM("AES/GCM", "02"),
  KMS_CONTEXT("kms+context", "12"),
  RSA_OAEP_SHA1("RSA-OAEP-SHA1", "22");

  // What clients of 2020 and before wrote. None of them says for which cipher the data key is, so
  // that whoever can change headers could have it used with another one.
  private static final Set<String> LEGACY =
      Set.of("AES", "AESWrap", "RSA", "RSA/ECB/OAEPWithSHA-256AndMGF1Padding", "kms");

  private final String word;
  private final String shortWord;

  WrapMethod(String word, String shortWord) {
    this.word = word;
    this.shortWord = shortWord;
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
    for (WrapMethod method : values()) {
      if (method.word.equals(text)) {
        return method;
      }
    }
    throw unknown(LEGACY.contains(text) ? "the legacy method " + text : "an unknown method");
  }

  static WrapMethod ofShortWord(String text) throws CofferException {
    for (WrapMethod method : values()) {
      if (method.shortWord.equals(text)) {
        return method;
      }
    }
    throw unknown("an unknown method");
  }

  private static CofferException unknown(String method) {
    return new CofferException(
        Reason.UNSUPPORTED_VERSION, "the object's data key is wrapped by " + method);
  }
}
