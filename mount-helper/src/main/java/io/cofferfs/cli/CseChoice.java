package io.cofferfs.cli;

/** The value of {@code --cse}. */
enum CseChoice {
  NONE,
  COFFER,
  S3EC;

  static CseChoice parse(String text) {
    return switch (text) {
      case "none" -> NONE;
      case "coffer" -> COFFER;
      case "s3ec" -> S3EC;
      default ->
          throw new IllegalArgumentException("'" + text + "' is not one of none, coffer, s3ec");
    };
  }
}
