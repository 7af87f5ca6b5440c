package io.cofferfs.fs.s3;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the endpoint holds the conditions of writes, found out once by a write that has to fail:
 * of an object that is not there, on condition that it is in some version. Where it does fail, as
 * it should, that is one request and leaves nothing. Thread-safe; its lock makes others wait for
 * the answer, so that no write relies on a condition that may mean nothing.
 */
final class ConditionProbe {
  private static final Logger log = LoggerFactory.getLogger(ConditionProbe.class);

  /** Of no object; it has the form of an MD5, which is what servers may expect. */
  static final ETag NOBODYS = new ETag("00000000000000000000000000000000");

  private final Endpoint endpoint;
  private final ProbePlace place;
  private Verdict verdict;

  /** Sends the requests of the probe. */
  interface Endpoint {
    void put(String key, Preconditions.Headers condition) throws ObjectStoreException;

    void delete(String key) throws ObjectStoreException;
  }

  /** What is known. */
  enum Verdict {
    HELD,
    /** The write was made all the same. */
    IGNORED,
    /** The endpoint says that it has no conditional writes. */
    REFUSED,
    /** These credentials may not try, and so it is never known. */
    DENIED,
    /** The probe failed for a reason of its own. */
    UNKNOWN
  }

  private ConditionProbe(Endpoint endpoint, ProbePlace place, Verdict verdict) {
    this.endpoint = endpoint;
    this.place = place;
    this.verdict = verdict;
  }

  static ConditionProbe of(Endpoint endpoint, ProbePlace place) {
    return new ConditionProbe(endpoint, place, Verdict.UNKNOWN);
  }

  /** That of an endpoint that is known to hold them. */
  static ConditionProbe held(Endpoint endpoint, ProbePlace place) {
    return new ConditionProbe(endpoint, place, Verdict.HELD);
  }

  synchronized Verdict verdict() {
    if (verdict == Verdict.UNKNOWN) {
      verdict = probe(place.newKey());
    }
    return verdict;
  }

  private Verdict probe(String key) {
    try {
      endpoint.put(key, new Preconditions.Headers(NOBODYS.quoted(), null));
    } catch (ObjectStoreException e) {
      return switch (e.reason()) {
        case PRECONDITION_FAILED, NOT_FOUND -> Verdict.HELD;
        case UNSUPPORTED -> Verdict.REFUSED;
        case ACCESS_DENIED -> {
          log.warn(
              "these credentials may not write below {}, so that whether conditions are held cannot"
                  + " be tried; versions are looked at before each write",
              key.substring(0, key.lastIndexOf('/') + 1));
          yield Verdict.DENIED;
        }
        default -> {
          log.debug("whether conditions are held could not be tried: {}", e.getMessage());
          yield Verdict.UNKNOWN;
        }
      };
    }
    log.warn(
        "the endpoint ignores the conditions of writes; versions are looked at before a write"
            + " instead, and two writers at the same moment may overwrite each other");
    remove(key);
    return Verdict.IGNORED;
  }

  private void remove(String key) {
    try {
      endpoint.delete(key);
    } catch (ObjectStoreException e) {
      log.warn("a probe, an object of one byte, could not be deleted: {}", e.getMessage());
    }
  }
}
