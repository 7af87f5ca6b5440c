package io.cofferfs.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

final class SecretBytesTest {
  @Test
  void take_thenClose_zeroesTheArrayItWasGiven() {
    byte[] bytes = {1, 2, 3};
    SecretBytes secret = SecretBytes.take(bytes);

    secret.close();

    assertThat(bytes).containsOnly(0);
    assertThat(secret.isDestroyed()).isTrue();
    assertThat(secret.length()).isEqualTo(3);
  }

  @Test
  void copyOf_thenClose_leavesTheOriginal() {
    byte[] bytes = {1, 2, 3};
    SecretBytes.copyOf(bytes).close();
    assertThat(bytes).containsExactly(1, 2, 3);
  }

  @Test
  void expose_onceDestroyed_isRefused() {
    SecretBytes secret = SecretBytes.random(TestVolume.RANDOM, 32);
    secret.close();
    assertThatIllegalStateException().isThrownBy(() -> secret.expose(byte[]::clone));
  }

  @Test
  void equals_comparesTheBytes() {
    SecretBytes secret = SecretBytes.take(new byte[] {1, 2, 3});
    assertThat(secret)
        .isEqualTo(SecretBytes.take(new byte[] {1, 2, 3}))
        .hasSameHashCodeAs(SecretBytes.take(new byte[] {4, 5, 6}))
        .isNotEqualTo(SecretBytes.take(new byte[] {1, 2, 4}))
        .isNotEqualTo(SecretBytes.take(new byte[] {1, 2}))
        .isNotEqualTo("another class");
  }

  @Test
  void equals_withADestroyedSecret_isFalseUnlessTheSame() {
    SecretBytes destroyed = SecretBytes.take(new byte[] {0, 0});
    SecretBytes alive = SecretBytes.take(new byte[] {0, 0});
    destroyed.close();
    assertThat(alive).isNotEqualTo(destroyed);
    assertThat(destroyed).isNotEqualTo(alive).isEqualTo(destroyed);
  }

  @Test
  void toString_tellsTheLengthOnly() {
    assertThat(SecretBytes.take(new byte[] {1, 2, 3})).hasToString("SecretBytes[3]");
  }
}
