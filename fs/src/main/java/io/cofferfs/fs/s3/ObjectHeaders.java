package io.cofferfs.fs.s3;

import java.util.HashMap;
import java.util.Map;

/** All that an object carries beside its body. */
record ObjectHeaders(Map<String, String> metadata, ContentHeaders content) {

  /** Those of an object that is made here. */
  static ObjectHeaders of(Map<String, String> metadata) {
    return new ObjectHeaders(metadata, ContentHeaders.DEFAULT);
  }

  /** The content's own and these about encryption, as a request sends them. */
  Map<String, String> contentAnd(EncryptionHeaders encryption) {
    Map<String, String> headers = new HashMap<>(content.values());
    headers.putAll(encryption.toSend());
    return headers;
  }
}
