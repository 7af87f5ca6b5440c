package io.cofferfs.fs.s3;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes copies of objects onto themselves such that they replace nothing but the version copied.
 * Servers look at the source when a copy begins; so what is there when it ends is made a condition
 * too, where the endpoint takes that, which is learnt once. Thread-safe.
 */
final class SelfCopies {
  private static final Logger log = LoggerFactory.getLogger(SelfCopies.class);

  private volatile boolean unconditional;

  /** A copy, to be made under these headers. */
  interface Copy {
    Optional<ETag> make(Preconditions.Headers headers) throws ObjectStoreException;
  }

  /** Makes a copy, conditional if it is one onto itself. */
  Optional<ETag> make(CopySource source, String key, Copy copy) throws ObjectStoreException {
    if (unconditional || !(Uploading.replacing(source, key) instanceof Precondition.IfMatch same)) {
      return copy.make(Preconditions.Headers.NONE);
    }
    try {
      return copy.make(new Preconditions.Headers(same.etag().quoted(), null));
    } catch (ObjectStoreException e) {
      return switch (e.reason()) {
        case UNSUPPORTED, REJECTED, PRECONDITION_FAILED -> withoutCondition(copy);
        default -> throw e;
      };
    }
  }

  /** If this succeeds, the version was the right one, and the endpoint cannot tell. */
  private Optional<ETag> withoutCondition(Copy copy) throws ObjectStoreException {
    Optional<ETag> made = copy.make(Preconditions.Headers.NONE);
    if (!unconditional) {
      unconditional = true;
      log.info(
          "the endpoint has no conditional copies; a change of attributes that meets a commit of"
              + " another mount may undo it");
    }
    return made;
  }
}
