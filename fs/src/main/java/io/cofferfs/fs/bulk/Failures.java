package io.cofferfs.fs.bulk;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.s3.ObjectStoreException;
import java.io.IOException;
import java.util.Optional;

/** Turns what a task throws into what is said of its object. */
final class Failures {
  private Failures() {}

  static Result describe(IOException failure) {
    String message = Optional.ofNullable(failure.getMessage()).orElse("");
    return new Result(outcome(failure), message);
  }

  private static Outcome outcome(IOException failure) {
    if (failure instanceof DamageException damage) {
      return damage.outcome();
    }
    if (failure instanceof CofferException coffer) {
      return outcome(coffer.reason());
    }
    if (failure instanceof ObjectStoreException store) {
      return outcome(store.reason());
    }
    if (failure instanceof FileException file) {
      return outcome(file.reason());
    }
    return Outcome.STORE_FAILED;
  }

  private static Outcome outcome(CofferException.Reason reason) {
    return switch (reason) {
      case MALFORMED -> Outcome.FOREIGN;
      case NAME_TOO_LONG -> Outcome.UNREACHABLE;
      case UNSUPPORTED_VERSION, NO_SUCH_SLOT, LAST_SLOT, PROVIDER_UNUSABLE -> Outcome.UNSUPPORTED;
      case TAMPERED -> Outcome.TAMPERED;
      case WRONG_KEY -> Outcome.WRONG_KEY;
      case NOT_BOUND -> Outcome.MOVED;
    };
  }

  private static Outcome outcome(ObjectStoreException.Reason reason) {
    return switch (reason) {
      case NOT_FOUND -> Outcome.GONE;
      case PRECONDITION_FAILED -> Outcome.CHANGING;
      case UNSUPPORTED -> Outcome.UNSUPPORTED;
      case NO_SUCH_BUCKET,
          ACCESS_DENIED,
          WRONG_CUSTOMER_KEY,
          INVALID_RANGE,
          ARCHIVED,
          BROKEN_PROMISE,
          NO_SPACE,
          UNAVAILABLE,
          OUTCOME_UNKNOWN,
          REJECTED ->
          Outcome.STORE_FAILED;
    };
  }

  private static Outcome outcome(FileException.Reason reason) {
    return switch (reason) {
      case DAMAGED -> Outcome.TAMPERED;
      case UNSUPPORTED -> Outcome.UNSUPPORTED;
      case STALE -> Outcome.CHANGING;
      case NAME_TOO_LONG, INVALID_ARGUMENT -> Outcome.UNREACHABLE;
      case NOT_FOUND,
          ALREADY_EXISTS,
          NOT_A_DIRECTORY,
          IS_A_DIRECTORY,
          DIRECTORY_NOT_EMPTY,
          BUSY,
          NO_ATTRIBUTE,
          FILE_TOO_LARGE,
          NOT_PERMITTED,
          READ_ONLY,
          NO_SPACE,
          BAD_HANDLE,
          LOCAL_FAILURE ->
          Outcome.STORE_FAILED;
    };
  }
}
