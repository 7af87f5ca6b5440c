package io.cofferfs.cli;

/**
 * What a check of {@code doctor} has found.
 *
 * @param advice what to do; empty if nothing
 */
record Finding(Verdict verdict, String text, String advice) {

  enum Verdict {
    OK,
    /** Good to know; everything works that does not need it. */
    NOTE,
    PROBLEM
  }

  static Finding ok(String text) {
    return new Finding(Verdict.OK, text, "");
  }

  static Finding note(String text, String advice) {
    return new Finding(Verdict.NOTE, text, advice);
  }

  static Finding problem(String text, String advice) {
    return new Finding(Verdict.PROBLEM, text, advice);
  }
}
