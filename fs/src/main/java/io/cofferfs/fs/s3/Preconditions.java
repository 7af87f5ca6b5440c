package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes writes conditional in the way that the endpoint understands, which it learns once. Servers
 * answer 501 to a condition or ignore it (then it is checked with a HEAD, which leaves a gap),
 * compare ETags with their quotes, or ignore conditions on some requests. Thread-safe.
 */
final class Preconditions {
  private static final Logger log = LoggerFactory.getLogger(Preconditions.class);

  private final Versions versions;
  private final boolean customEndpoint;
  private final ConditionProbe probe;
  private final AbsenceTrial absence;
  private volatile boolean unsupported;
  private volatile boolean bareETags;

  /** Finds the version that an object is in now. */
  interface Versions {
    Optional<ETag> current(String key) throws ObjectStoreException;
  }

  /** A condition as headers. */
  record Headers(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
    static final Headers NONE = new Headers(null, null);
  }

  /** A write, to be made under these headers. */
  interface Write<T> {
    T make(Headers headers) throws ObjectStoreException;
  }

  /** How a server treats the condition of a kind of write. */
  enum Support {
    /** It holds the condition, or answers 501. */
    HELD_OR_REFUSED,
    /** The same, of a write so small that it may be made twice to find that out. */
    WORTH_A_TRIAL,
    /** Some servers that hold other conditions ignore this one without a word. */
    SOMETIMES_IGNORED,
    /** This server does, or nobody knows. */
    IGNORED
  }

  /**
   * @param customEndpoint whether it is somebody else's than AWS's, which needs no probe
   */
  Preconditions(Versions versions, boolean customEndpoint, ConditionProbe probe) {
    this.versions = versions;
    this.customEndpoint = customEndpoint;
    this.probe = probe;
    this.absence =
        new AbsenceTrial(customEndpoint ? AbsenceTrial.Verdict.UNKNOWN : AbsenceTrial.Verdict.HELD);
  }

  <T> T write(String key, Precondition precondition, Support support, Write<T> write)
      throws ObjectStoreException {
    if (precondition instanceof Precondition.None) {
      return write.make(Headers.NONE);
    }
    if (!unsupported && !mustBeLookedAt(precondition, support)) {
      T made = conditionally(key, precondition, write);
      return isWorthATrial(precondition, support)
          ? absence.of(made, write, headers(precondition, bareETags))
          : made;
    }
    check(key, precondition);
    return unsupported
        ? write.make(Headers.NONE)
        : conditionally(key, precondition, write); // it may be one that the server holds
  }

  private boolean isWorthATrial(Precondition precondition, Support support) {
    return support == Support.WORTH_A_TRIAL
        && precondition instanceof Precondition.IfAbsent
        && !unsupported; // found out just now
  }

  /** Whether the condition alone may not be enough. */
  private boolean mustBeLookedAt(Precondition precondition, Support support) {
    return switch (support) {
      case HELD_OR_REFUSED, WORTH_A_TRIAL ->
          !isHeld() || (precondition instanceof Precondition.IfAbsent && absence.isIgnored());
      case SOMETIMES_IGNORED -> customEndpoint; // Ceph before 20 ignores the header
      case IGNORED -> true;
    };
  }

  private boolean isHeld() {
    ConditionProbe.Verdict verdict = probe.verdict();
    if (verdict == ConditionProbe.Verdict.REFUSED) {
      settleForHead();
    }
    return verdict == ConditionProbe.Verdict.HELD;
  }

  private <T> T conditionally(String key, Precondition precondition, Write<T> write)
      throws ObjectStoreException {
    try {
      return write.make(headers(precondition, bareETags));
    } catch (ObjectStoreException e) {
      return switch (e.reason()) {
        case UNSUPPORTED -> checkedByHead(key, precondition, write);
        case NOT_FOUND -> {
          check(key, precondition); // a version that is gone is not the version asked for
          throw e;
        }
        case PRECONDITION_FAILED -> withBareETag(key, precondition, write, e);
        default -> throw e;
      };
    }
  }

  private <T> T checkedByHead(String key, Precondition precondition, Write<T> write)
      throws ObjectStoreException {
    check(key, precondition);
    T result = write.make(Headers.NONE);
    settleForHead();
    return result;
  }

  private synchronized void settleForHead() {
    if (!unsupported) {
      unsupported = true;
      log.warn(
          "the endpoint has no conditional writes; versions are looked at before a write instead,"
              + " and two writers at the same moment may overwrite each other");
    }
  }

  /** Ceph before 20 compares ETags as they come, with the quotes that HTTP wants around them. */
  private <T> T withBareETag(
      String key, Precondition precondition, Write<T> write, ObjectStoreException refusal)
      throws ObjectStoreException {
    boolean inThatVersion =
        precondition instanceof Precondition.IfMatch match
            && !bareETags
            && versions.current(key).equals(Optional.of(match.etag()));
    if (!inThatVersion) {
      throw refusal;
    }
    T result = write.make(headers(precondition, /* bare= */ true));
    bareETags = true;
    log.info("the endpoint compares ETags with their quotes; they are sent without from now on");
    return result;
  }

  private void check(String key, Precondition precondition) throws ObjectStoreException {
    Optional<ETag> wanted =
        precondition instanceof Precondition.IfMatch match
            ? Optional.of(match.etag())
            : Optional.empty();
    if (!versions.current(key).equals(wanted)) {
      throw new ObjectStoreException(
          Reason.PRECONDITION_FAILED, "the object is in another version, says HEAD");
    }
  }

  private static Headers headers(Precondition precondition, boolean bare) {
    if (precondition instanceof Precondition.IfMatch match) {
      return new Headers(bare ? match.etag().value() : match.etag().quoted(), null);
    }
    return precondition instanceof Precondition.IfAbsent ? new Headers(null, "*") : Headers.NONE;
  }
}
