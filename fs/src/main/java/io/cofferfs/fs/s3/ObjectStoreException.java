package io.cofferfs.fs.s3;

import java.io.IOException;

/**
 * Why the object store did not do what was asked. The message is for the log and for people: it
 * names the operation, the status and the request id, and what to do where that is known, but
 * neither keys of objects nor secrets.
 */
public final class ObjectStoreException extends IOException {
  private static final long serialVersionUID = 1;

  /** What the caller can do about it depends on this alone. */
  public enum Reason {
    /** No object has this key. */
    NOT_FOUND,
    /** The bucket itself is missing. */
    NO_SUCH_BUCKET,
    /** Credentials are missing, wrong or not sufficient. */
    ACCESS_DENIED,
    /** The object is encrypted under another customer key, or under one where none was given. */
    WRONG_CUSTOMER_KEY,
    /** The object is not in the version that was asked for. */
    PRECONDITION_FAILED,
    /** The range begins behind the end of the object. */
    INVALID_RANGE,
    /** The object must be restored from an archive first. */
    ARCHIVED,
    /** The store does not know this operation or option. */
    UNSUPPORTED,
    /** The store did not keep to what was asked, for example to the encryption. */
    BROKEN_PROMISE,
    /** The store is full, or what it grants this user or bucket is used up. Nothing was changed. */
    NO_SPACE,
    /** The store cannot be used now: retries are exhausted. Nothing was changed. */
    UNAVAILABLE,
    /** A write was sent and its outcome is not known: it may or may not have taken place. */
    OUTCOME_UNKNOWN,
    /** The store refused the request as malformed. */
    REJECTED
  }

  private final Reason reason;

  public ObjectStoreException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public ObjectStoreException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
