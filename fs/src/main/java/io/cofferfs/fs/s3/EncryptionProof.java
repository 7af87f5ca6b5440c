package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the server encrypts uploads as it is asked to, found out before one replaces an object:
 * an answer that tells of plaintext would come when the object that stood there is gone. The answer
 * to the beginning of a multipart upload tells the same, and nothing has changed by then.
 * Thread-safe.
 */
final class EncryptionProof {
  private static final Logger log = LoggerFactory.getLogger(EncryptionProof.class);

  private final Writes writes;
  private volatile boolean given;

  EncryptionProof(Encryption encryption, Writes writes) {
    this.writes = writes;
    this.given = !encryption.isWanted();
  }

  /** The server's answers say that it has encrypted something. */
  void given() {
    given = true;
  }

  /** Throws {@code BROKEN_PROMISE} if the server is found not to encrypt. */
  void demand(String key) throws ObjectStoreException {
    if (given) {
      return;
    }
    try {
      MultipartUpload trial = writes.createMultipartUpload(key, ObjectHeaders.of(Map.of()));
      given = true;
      writes.abortMultipartUpload(trial);
    } catch (ObjectStoreException e) {
      if (e.reason() == Reason.BROKEN_PROMISE || (e.reason() == Reason.UNAVAILABLE && !given)) {
        throw e;
      }
      // Then the upload itself will show what is wrong, or that only this is.
      log.debug("whether uploads are encrypted shows in their answers alone: {}", e.getMessage());
    }
  }
}
