package io.cofferfs.fs.kms;

import java.io.IOException;

/** Why a key service did not do what was asked. The message names the key and no secret. */
public final class KmsException extends IOException {
  private static final long serialVersionUID = 1;

  /** What the caller can do about it depends on this alone. */
  public enum Reason {
    /** Credentials are missing, wrong or not sufficient. */
    DENIED,
    /** No key has this name. */
    NO_SUCH_KEY,
    /** The key is there and switched off, waiting to be deleted, or of another kind. */
    KEY_UNUSABLE,
    /** The service cannot be used now: retries are exhausted. */
    UNAVAILABLE,
    /** The service refused the request as malformed, or its answer makes no sense. */
    REJECTED
  }

  private final Reason reason;

  public KmsException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public KmsException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
