package io.cofferfs.fs.s3;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the endpoint holds the condition that an object is not there, found out once on the first
 * object that was made under it: to make the very same again has to fail. Nothing is made for it,
 * so that nothing can be left. Thread-safe; whoever comes while it is tried does not wait.
 */
final class AbsenceTrial {
  private static final Logger log = LoggerFactory.getLogger(AbsenceTrial.class);

  private Verdict verdict;

  /** What is known. */
  enum Verdict {
    HELD,
    /** What was there was replaced, by the same. */
    IGNORED,
    /** Nothing yet. */
    UNKNOWN,
    /** Nothing, but somebody is about to know. */
    BEING_TRIED
  }

  AbsenceTrial(Verdict verdict) {
    this.verdict = verdict;
  }

  synchronized boolean isIgnored() {
    return verdict == Verdict.IGNORED;
  }

  /**
   * Makes the object again unless it is known what comes of that, and returns what stands for it
   * now.
   *
   * @param made what making it has returned
   */
  <T> T of(T made, Preconditions.Write<T> write, Preconditions.Headers condition) {
    if (!begin()) {
      return made;
    }
    Verdict found = Verdict.UNKNOWN;
    T standing = made;
    try {
      standing = write.make(condition);
      found = Verdict.IGNORED;
      log.warn(
          "the endpoint ignores the condition that an object is not there; names are looked at"
              + " before a file is made, and two that make it at the same moment may both succeed");
    } catch (ObjectStoreException e) {
      if (e.reason() == ObjectStoreException.Reason.PRECONDITION_FAILED) {
        found = Verdict.HELD;
      } else {
        log.debug("whether absence is a condition could not be tried: {}", e.getMessage());
      }
    } finally {
      end(found);
    }
    return standing;
  }

  private synchronized boolean begin() {
    boolean mine = verdict == Verdict.UNKNOWN;
    if (mine) {
      verdict = Verdict.BEING_TRIED;
    }
    return mine;
  }

  private synchronized void end(Verdict found) {
    verdict = found;
  }
}
