package io.cofferfs.fs.bulk;

/** What a task says of its object. */
record Result(Outcome outcome, String detail) {
  static Result of(Outcome outcome) {
    return new Result(outcome, "");
  }

  boolean isWorthTelling() {
    return switch (outcome.verdict()) {
      case DONE, SKIPPED -> false;
      case NOTED, FAILED, DAMAGED -> true;
    };
  }
}
