package io.cofferfs.cli;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.fuse.FuseException;
import io.cofferfs.fs.kms.KmsException;
import io.cofferfs.fs.s3.ObjectStoreException;
import java.nio.file.NoSuchFileException;

/** What a command tells the shell. The numbers are a stable contract. */
enum ExitCode {
  DONE(0),
  FAILED(1),
  USAGE(2),
  /** Authentication or authorisation: credentials, permissions, a wrong or unusable key. */
  DENIED(3),
  /** Something is not what was stored. */
  INTEGRITY(4),
  NOT_FOUND(5);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  static ExitCode of(Throwable failure) {
    if (failure instanceof CliException cli) {
      return cli.exitCode();
    }
    if (failure instanceof CofferException coffer) {
      return of(coffer.reason());
    }
    if (failure instanceof ObjectStoreException store) {
      return of(store.reason());
    }
    if (failure instanceof KmsException kms) {
      return of(kms.reason());
    }
    if (failure instanceof FileException file) {
      return of(file.reason());
    }
    if (failure instanceof FuseException fuse) {
      return of(fuse.reason());
    }
    return failure instanceof NoSuchFileException ? NOT_FOUND : FAILED;
  }

  private static ExitCode of(FuseException.Reason reason) {
    return switch (reason) {
      case DEVICE_DENIED -> DENIED;
      case NOT_MOUNTED -> NOT_FOUND;
      case LIBRARY_MISSING,
          FUSERMOUNT_MISSING,
          DEVICE_MISSING,
          MOUNT_POINT_UNUSABLE,
          ALREADY_MOUNTED,
          REFUSED,
          NOT_ANSWERING,
          BUSY ->
          FAILED;
    };
  }

  private static ExitCode of(CofferException.Reason reason) {
    return switch (reason) {
      case WRONG_KEY -> DENIED;
      case MALFORMED, TAMPERED, NOT_BOUND -> INTEGRITY;
      case NO_SUCH_SLOT -> NOT_FOUND;
      case UNSUPPORTED_VERSION, NAME_TOO_LONG, LAST_SLOT, PROVIDER_UNUSABLE -> FAILED;
    };
  }

  private static ExitCode of(ObjectStoreException.Reason reason) {
    return switch (reason) {
      case NOT_FOUND, NO_SUCH_BUCKET -> NOT_FOUND;
      case ACCESS_DENIED, WRONG_CUSTOMER_KEY -> DENIED;
      case BROKEN_PROMISE -> INTEGRITY;
      case PRECONDITION_FAILED,
          INVALID_RANGE,
          ARCHIVED,
          UNSUPPORTED,
          NO_SPACE,
          UNAVAILABLE,
          OUTCOME_UNKNOWN,
          REJECTED ->
          FAILED;
    };
  }

  private static ExitCode of(KmsException.Reason reason) {
    return switch (reason) {
      case DENIED, KEY_UNUSABLE -> DENIED;
      case NO_SUCH_KEY -> NOT_FOUND;
      case UNAVAILABLE, REJECTED -> FAILED;
    };
  }

  private static ExitCode of(FileException.Reason reason) {
    return switch (reason) {
      case NOT_FOUND -> NOT_FOUND;
      case DAMAGED -> INTEGRITY;
      case NOT_PERMITTED -> DENIED;
      case ALREADY_EXISTS,
          NOT_A_DIRECTORY,
          IS_A_DIRECTORY,
          DIRECTORY_NOT_EMPTY,
          BUSY,
          NO_ATTRIBUTE,
          INVALID_ARGUMENT,
          NAME_TOO_LONG,
          FILE_TOO_LARGE,
          READ_ONLY,
          STALE,
          NO_SPACE,
          UNSUPPORTED,
          BAD_HANDLE,
          LOCAL_FAILURE ->
          FAILED;
    };
  }
}
