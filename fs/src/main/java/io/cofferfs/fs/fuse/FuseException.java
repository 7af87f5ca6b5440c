package io.cofferfs.fs.fuse;

import java.io.IOException;

/** Why a mount could not be made or taken away; the message says what to do about it. */
public final class FuseException extends IOException {
  private static final long serialVersionUID = 1;

  /** One for each remedy. */
  public enum Reason {
    /** libfuse 2 is not installed. */
    LIBRARY_MISSING,
    /** {@code fusermount}, which mounts for ordinary users, is not installed. */
    FUSERMOUNT_MISSING,
    /** There is no {@code /dev/fuse}. */
    DEVICE_MISSING,
    /** This user may not open {@code /dev/fuse}. */
    DEVICE_DENIED,
    /** Not an existing, empty directory. */
    MOUNT_POINT_UNUSABLE,
    /** Something is mounted there already. */
    ALREADY_MOUNTED,
    /** The kernel or {@code fusermount} said no; libfuse has printed why. */
    REFUSED,
    /** Mounted, but the kernel did not begin to talk. */
    NOT_ANSWERING,
    /** A program has a file or its working directory there. */
    BUSY,
    /** Nothing is mounted there. */
    NOT_MOUNTED
  }

  private final Reason reason;

  FuseException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  FuseException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
