package io.cofferfs.fs.s3;

import java.util.HashMap;
import java.util.Map;

/**
 * A request with a body, whichever way it is sent.
 *
 * @param query parameters beside the key
 * @param headers all but those about the body and who sends it; may hold keys, so that it is made
 *     for a request and dropped with it
 */
record Upload(
    Operation operation,
    String key,
    Map<String, String> query,
    Map<String, String> headers,
    PartBody body) {
  static final String CRC32 = "x-amz-checksum-crc32";
  static final String CONTENT_TYPE = "application/octet-stream";

  /** The same, saying the checksum of its body if it is to be checked (ADR 37). */
  Upload checked(boolean checked) {
    if (!checked) {
      return this;
    }
    Map<String, String> more = new HashMap<>(headers);
    more.put(CRC32, body.crc32());
    return new Upload(operation, key, query, more, body);
  }

  @Override
  public String toString() {
    return "Upload " + operation + " of " + body.length() + " bytes";
  }
}
