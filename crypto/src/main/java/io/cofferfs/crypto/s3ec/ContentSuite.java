package io.cofferfs.crypto.s3ec;

import java.nio.charset.StandardCharsets;

/** How the body of an object is sealed. The word for it is bound into the wrapped data key. */
enum ContentSuite {
  /** Version 1, and early 2: AES-256-CBC under the data key itself, which authenticates nothing. */
  CBC("AES/CBC/PKCS5Padding"),
  /** Version 2: AES-256-GCM under the data key itself. */
  GCM("AES/GCM/NoPadding"),
  /** Version 3: AES-256-GCM under a key derived from the data key, which is committed to. */
  COMMITTING_GCM("115");

  private final String word;

  ContentSuite(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  byte[] wordBytes() {
    return word.getBytes(StandardCharsets.US_ASCII);
  }
}
