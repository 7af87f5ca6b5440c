package io.cofferfs.fs.s3;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies objects in the way that the endpoint can: in one request, in parts, or down and up again
 * where it refuses to copy or copies without the encryption it was asked for, as Ceph before 20
 * does with SSE-C. Thread-safe.
 */
final class Copies {
  private static final Logger log = LoggerFactory.getLogger(Copies.class);

  private final AwsObjectStore store;
  private final CopyLimits limits;
  private final CopyProbe probe;
  private final CopyThroughHere throughHere;
  private final CopyInParts inParts;
  private volatile boolean refused;

  Copies(AwsObjectStore store, CopyLimits limits, CopyProbe probe) {
    this.store = store;
    this.limits = limits;
    this.probe = probe;
    this.throughHere = new CopyThroughHere(store, limits);
    this.inParts = new CopyInParts(store, limits);
  }

  /**
   * A copy that was made.
   *
   * @param throughHere whether its content went through this machine
   */
  record Copied(PutResult result, boolean throughHere) {}

  Copied copy(CopySource source, String key, ObjectHeaders headers) throws ObjectStoreException {
    if (refused || !isTrusted(source)) {
      return new Copied(throughHere.copy(source, key, headers), /* throughHere= */ true);
    }
    try {
      return new Copied(onServer(source, key, headers), /* throughHere= */ false);
    } catch (ObjectStoreException e) {
      return switch (e.reason()) {
        case UNSUPPORTED -> {
          PutResult made = throughHere.copy(source, key, headers);
          refused();
          yield new Copied(made, /* throughHere= */ true);
        }
        case BROKEN_PROMISE -> {
          refused();
          yield new Copied(repaired(source, key, headers), /* throughHere= */ true);
        }
        default -> throw e;
      };
    }
  }

  /** Copies in parts need no proof: their answers come before anything can be seen. */
  private boolean isTrusted(CopySource source) {
    if (!isSingle(source)) {
      return true;
    }
    return switch (probe.verdict()) {
      case KEPT -> true;
      case NOT_KEPT -> {
        refused();
        yield false;
      }
      case UNKNOWN -> false;
    };
  }

  private synchronized void refused() {
    if (!refused) {
      refused = true;
      log.warn(
          "the endpoint does not copy objects as it is asked to; copies go through this machine");
    }
  }

  private boolean isSingle(CopySource source) {
    return source.length() <= limits.singleRequestBytes();
  }

  private PutResult onServer(CopySource source, String key, ObjectHeaders headers)
      throws ObjectStoreException {
    return isSingle(source)
        ? store.copyInOneRequest(source, key, headers)
        : inParts.copy(source, key, headers);
  }

  /** Replaces a copy that lacks its encryption. */
  private PutResult repaired(CopySource source, String key, ObjectHeaders headers)
      throws ObjectStoreException {
    if (source.key().equals(key)) {
      // The original is gone, and its ETag with it: the copy is all there is, so it must not be
      // deleted whatever happens.
      var copy = new CopySource(key, source.length(), Optional.empty(), source.content());
      return throughHere.copy(copy, key, headers);
    }
    try {
      return throughHere.copy(source, key, headers);
    } catch (ObjectStoreException e) {
      store.delete(key, Precondition.none());
      throw e;
    }
  }
}
