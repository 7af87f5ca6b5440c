package io.cofferfs.cli;

import java.util.Optional;

/** The value of {@code --sse}. */
record SseChoice(Kind kind, Optional<String> kmsKeyId) {
  enum Kind {
    NONE,
    S3,
    KMS,
    C
  }

  static final SseChoice NONE = new SseChoice(Kind.NONE, Optional.empty());

  static SseChoice parse(String text) {
    if (text.startsWith("kms:") && text.length() > "kms:".length()) {
      return new SseChoice(Kind.KMS, Optional.of(text.substring("kms:".length())));
    }
    Kind kind =
        switch (text) {
          case "none" -> Kind.NONE;
          case "s3" -> Kind.S3;
          case "kms" -> Kind.KMS;
          case "c" -> Kind.C;
          default ->
              throw new IllegalArgumentException(
                  "'" + text + "' is not one of none, s3, kms, kms:KEY_ID, c");
        };
    return new SseChoice(kind, Optional.empty());
  }
}
