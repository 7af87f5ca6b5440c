package io.cofferfs.fs;

import java.io.IOException;

/**
 * Why a file operation was not done, in the file system's own terms. Failures of the object store
 * and of the coffer format keep their own exceptions; the edge turns all of them into an errno.
 */
public final class FileException extends IOException {
  private static final long serialVersionUID = 1;

  /** One for each answer a caller can tell apart. */
  public enum Reason {
    NOT_FOUND,
    ALREADY_EXISTS,
    NOT_A_DIRECTORY,
    IS_A_DIRECTORY,
    DIRECTORY_NOT_EMPTY,
    /** Somebody else is at it. */
    BUSY,
    /** No extended attribute of this name. */
    NO_ATTRIBUTE,
    INVALID_ARGUMENT,
    NAME_TOO_LONG,
    FILE_TOO_LARGE,
    /** Not allowed whoever asks, for example a hard link. */
    NOT_PERMITTED,
    READ_ONLY,
    /** Another writer has changed the object since it was opened. */
    STALE,
    /** The local disk, or a quota, is full. */
    NO_SPACE,
    /** The object cannot be what this volume stores: refused rather than guessed at. */
    DAMAGED,
    UNSUPPORTED,
    /** A handle that was closed, or is not open for this. */
    BAD_HANDLE,
    /** The local machine failed, for example its disk. */
    LOCAL_FAILURE
  }

  private final Reason reason;

  public FileException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public FileException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
