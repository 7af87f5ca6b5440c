package io.cofferfs.fs.bulk;

import java.io.IOException;

/** An object that is not what it should be, in more detail than the layers below tell. */
final class DamageException extends IOException {
  private static final long serialVersionUID = 1;

  private final Outcome outcome;

  DamageException(Outcome outcome, String message) {
    super(message);
    this.outcome = outcome;
  }

  Outcome outcome() {
    return outcome;
  }
}
