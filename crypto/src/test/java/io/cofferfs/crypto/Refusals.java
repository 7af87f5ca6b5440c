package io.cofferfs.crypto;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cofferfs.crypto.CofferException.Reason;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;

/** Asserts that something was refused for the right reason. */
final class Refusals {
  private Refusals() {}

  static ThrowableAssertAlternative<CofferException> assertRefused(
      Reason reason, ThrowingCallable call) {
    return assertThatExceptionOfType(CofferException.class)
        .isThrownBy(call)
        .satisfies(e -> org.assertj.core.api.Assertions.assertThat(e.reason()).isEqualTo(reason));
  }
}
