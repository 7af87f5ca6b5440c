package io.cofferfs.crypto.s3ec;

import java.util.Set;

/** The names that the format uses in an object's user metadata. */
final class Names {
  /** Written by version 1 alone, beside {@link #IV} and {@link #DESCRIPTION}. */
  static final String KEY_V1 = "x-amz-key";

  static final String KEY_V2 = "x-amz-key-v2";
  static final String WRAP_METHOD = "x-amz-wrap-alg";
  static final String DESCRIPTION = "x-amz-matdesc";
  static final String IV = "x-amz-iv";
  static final String CONTENT = "x-amz-cek-alg";
  static final String TAG_BITS = "x-amz-tag-len";
  static final String LENGTH = "x-amz-unencrypted-content-length";

  static final String KEY_V3 = "x-amz-3";
  static final String WRAP_METHOD_V3 = "x-amz-w";
  static final String DESCRIPTION_V3 = "x-amz-m";
  static final String CONTEXT_V3 = "x-amz-t";
  static final String CONTENT_V3 = "x-amz-c";
  static final String COMMITMENT = "x-amz-d";
  static final String MESSAGE_ID = "x-amz-i";

  /** Where the wrapped data key may be; one object has one of them. */
  static final Set<String> KEYS = Set.of(KEY_V1, KEY_V2, KEY_V3);

  /** What version 3 keeps in the object's own headers, wherever the rest may be. */
  static final Set<String> OWN_V3 = Set.of(CONTENT_V3, COMMITMENT, MESSAGE_ID);

  static final Set<String> ALL =
      Set.of(
          KEY_V1,
          KEY_V2,
          WRAP_METHOD,
          DESCRIPTION,
          IV,
          CONTENT,
          TAG_BITS,
          LENGTH,
          KEY_V3,
          WRAP_METHOD_V3,
          DESCRIPTION_V3,
          CONTEXT_V3,
          CONTENT_V3,
          COMMITMENT,
          MESSAGE_ID);

  private Names() {}
}
