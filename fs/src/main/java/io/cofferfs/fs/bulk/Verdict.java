package io.cofferfs.fs.bulk;

/** What an {@link Outcome} means for the job as a whole. */
public enum Verdict {
  /** Done now. */
  DONE,
  /** Nothing was to be done. */
  SKIPPED,
  /** Worth knowing, and no failure. */
  NOTED,
  /** Not done; trying again may help. */
  FAILED,
  /** Not what was stored: somebody has to look at it. */
  DAMAGED
}
