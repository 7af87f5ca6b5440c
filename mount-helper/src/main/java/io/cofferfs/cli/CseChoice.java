package io.cofferfs.cli;

/** The value of {@code --cse}. */
enum CseChoice {
  NONE,
  COFFER;

  static CseChoice parse(String text) {
    return switch (text) {
      case "none" -> NONE;
      case "coffer" -> COFFER;
      default -> throw new IllegalArgumentException("'" + text + "' is not one of none, coffer");
    };
  }
}
