package io.cofferfs.fs.s3;

import java.util.HashMap;
import java.util.Map;

/** All that an object carries beside its body. */
record ObjectHeaders(Map<String, String> metadata, ContentHeaders content) {

  /** Those of an object that is made here. */
  static ObjectHeaders of(Map<String, String> metadata) {
    return new ObjectHeaders(metadata, ContentHeaders.DEFAULT);
  }

  /** All of them, these about encryption and this condition, as a request sends them. */
  Map<String, String> all(EncryptionHeaders encryption, Preconditions.Headers condition) {
    Map<String, String> headers = contentAnd(encryption);
    metadata.forEach((name, value) -> headers.put(Answers.METADATA + name, value));
    if (condition.ifMatch() != null) {
      headers.put("If-Match", condition.ifMatch());
    }
    if (condition.ifNoneMatch() != null) {
      headers.put("If-None-Match", condition.ifNoneMatch());
    }
    return headers;
  }

  /** The content's own and these about encryption, as a request sends them. */
  Map<String, String> contentAnd(EncryptionHeaders encryption) {
    Map<String, String> headers = new HashMap<>(content.values());
    headers.putAll(encryption.toSend());
    return headers;
  }
}
