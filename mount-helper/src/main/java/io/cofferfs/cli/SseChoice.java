package io.cofferfs.cli;

import java.util.Optional;

/** The value of {@code --sse}. */
record SseChoice(Kind kind, Optional<String> kmsKeyId) {
  enum Kind {
    NONE,
    S3,
    KMS,
    KMS_DSSE,
    C;

    boolean hasKmsKey() {
      return this == KMS || this == KMS_DSSE;
    }
  }

  static final SseChoice NONE = new SseChoice(Kind.NONE, Optional.empty());

  static SseChoice parse(String text) {
    int colon = text.indexOf(':');
    Kind kind = kind(text, colon < 0 ? text : text.substring(0, colon));
    if (colon < 0) {
      return new SseChoice(kind, Optional.empty());
    }
    String id = text.substring(colon + 1);
    if (!kind.hasKmsKey() || id.isEmpty()) {
      throw unknown(text);
    }
    return new SseChoice(kind, Optional.of(id));
  }

  private static Kind kind(String text, String name) {
    return switch (name) {
      case "none" -> Kind.NONE;
      case "s3" -> Kind.S3;
      case "kms" -> Kind.KMS;
      case "kms-dsse" -> Kind.KMS_DSSE;
      case "c" -> Kind.C;
      default -> throw unknown(text);
    };
  }

  private static IllegalArgumentException unknown(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not one of none, s3, kms, kms:KEY_ID, kms-dsse, kms-dsse:KEY_ID, c");
  }
}
