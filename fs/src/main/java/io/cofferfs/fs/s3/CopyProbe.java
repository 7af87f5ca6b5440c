package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the server encrypts copies as it is asked to, found out once on an object of one byte
 * that is made for it, and gone afterwards. A copy onto a file's own object would show it too, and
 * leave the file unencrypted. Thread-safe; its lock makes others wait for the answer.
 */
final class CopyProbe {
  private static final Logger log = LoggerFactory.getLogger(CopyProbe.class);

  private final AwsObjectStore store;
  private final ProbePlace place;
  private Verdict verdict;

  /** What is known. */
  enum Verdict {
    KEPT,
    NOT_KEPT,
    /** The probe failed for a reason of its own. */
    UNKNOWN
  }

  CopyProbe(AwsObjectStore store, Encryption encryption, ProbePlace place) {
    this.store = store;
    this.place = place;
    this.verdict = encryption.isWanted() ? Verdict.UNKNOWN : Verdict.KEPT;
  }

  synchronized Verdict verdict() {
    if (verdict == Verdict.UNKNOWN) {
      verdict = probe(place.newKey());
    }
    return verdict;
  }

  private Verdict probe(String key) {
    try {
      ETag etag =
          store.put(key, PartBody.of(new byte[1]), Map.of(), Precondition.ifAbsent()).etag();
      return copied(new CopySource(key, 1, Optional.of(etag)));
    } catch (ObjectStoreException e) {
      log.debug("a probe could not be made: {}", e.getMessage());
      return e.reason() == Reason.BROKEN_PROMISE ? Verdict.NOT_KEPT : Verdict.UNKNOWN;
    }
  }

  private Verdict copied(CopySource probe) {
    try {
      store.copyInOneRequest(probe, probe.key(), ObjectHeaders.of(Map.of()));
      return Verdict.KEPT;
    } catch (ObjectStoreException e) {
      log.debug("the copy of a probe failed: {}", e.getMessage());
      boolean unable = e.reason() == Reason.BROKEN_PROMISE || e.reason() == Reason.UNSUPPORTED;
      return unable ? Verdict.NOT_KEPT : Verdict.UNKNOWN;
    } finally {
      remove(probe.key());
    }
  }

  private void remove(String key) {
    try {
      store.delete(key, Precondition.none());
    } catch (ObjectStoreException e) {
      log.warn("a probe, an object of one byte, could not be deleted: {}", e.getMessage());
    }
  }
}
