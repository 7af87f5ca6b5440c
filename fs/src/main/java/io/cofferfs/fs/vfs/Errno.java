package io.cofferfs.fs.vfs;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.s3.ObjectStoreException;
import java.io.IOException;

/** The error numbers of Linux that a mount answers with, and which failure answers with which. */
public enum Errno {
  EPERM(1),
  ENOENT(2),
  EIO(5),
  EBADF(9),
  EACCES(13),
  EBUSY(16),
  EEXIST(17),
  ENOTDIR(20),
  EISDIR(21),
  EINVAL(22),
  EFBIG(27),
  ENOSPC(28),
  EROFS(30),
  ERANGE(34),
  ENAMETOOLONG(36),
  ENOTEMPTY(39),
  ENODATA(61),
  ENOTSUP(95),
  ESTALE(116);

  private final int number;

  Errno(int number) {
    this.number = number;
  }

  /** The number, positive. */
  public int number() {
    return number;
  }

  /** What FUSE wants returned. */
  public int negated() {
    return -number;
  }

  public static Errno of(IOException failure) {
    if (failure instanceof FileException file) {
      return of(file.reason());
    }
    if (failure instanceof ObjectStoreException store) {
      return of(store.reason());
    }
    return failure instanceof CofferException coffer ? of(coffer.reason()) : EIO;
  }

  private static Errno of(FileException.Reason reason) {
    return switch (reason) {
      case NOT_FOUND -> ENOENT;
      case ALREADY_EXISTS -> EEXIST;
      case NOT_A_DIRECTORY -> ENOTDIR;
      case IS_A_DIRECTORY -> EISDIR;
      case DIRECTORY_NOT_EMPTY -> ENOTEMPTY;
      case BUSY -> EBUSY;
      case NO_ATTRIBUTE -> ENODATA;
      case INVALID_ARGUMENT -> EINVAL;
      case NAME_TOO_LONG -> ENAMETOOLONG;
      case FILE_TOO_LARGE -> EFBIG;
      case NOT_PERMITTED -> EPERM;
      case READ_ONLY -> EROFS;
      case STALE -> ESTALE;
      case NO_SPACE -> ENOSPC;
      case UNSUPPORTED -> ENOTSUP;
      case BAD_HANDLE -> EBADF;
      case DAMAGED, LOCAL_FAILURE -> EIO;
    };
  }

  private static Errno of(ObjectStoreException.Reason reason) {
    return switch (reason) {
      case NOT_FOUND, NO_SUCH_BUCKET -> ENOENT;
      case ACCESS_DENIED, WRONG_CUSTOMER_KEY -> EACCES;
      case PRECONDITION_FAILED -> ESTALE;
      case UNSUPPORTED -> ENOTSUP;
      case NO_SPACE -> ENOSPC;
      case INVALID_RANGE, ARCHIVED, BROKEN_PROMISE, UNAVAILABLE, OUTCOME_UNKNOWN, REJECTED -> EIO;
    };
  }

  private static Errno of(CofferException.Reason reason) {
    return switch (reason) {
      case WRONG_KEY -> EACCES;
      case NAME_TOO_LONG -> ENAMETOOLONG;
      case MALFORMED,
          UNSUPPORTED_VERSION,
          TAMPERED,
          NOT_BOUND,
          NO_SUCH_SLOT,
          LAST_SLOT,
          PROVIDER_UNUSABLE ->
          EIO;
    };
  }
}
