package io.cofferfs.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class UnlockKeyTest {
  /** F-21. */
  @Test
  void passphrase_ofCharacters_isTheirUtf8() {
    try (Passphrase passphrase = new Passphrase("aä€😀".toCharArray())) {
      byte[] utf8 = "aä€😀".getBytes(StandardCharsets.UTF_8);
      assertThat(passphrase.utf8()).isEqualTo(SecretBytes.take(utf8));
      assertThat(passphrase).hasToString("Passphrase");
    }
  }

  @Test
  void passphrase_emptyOrNotUnicode_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Passphrase(new char[0]));
    assertThatIllegalArgumentException().isThrownBy(() -> new Passphrase(new char[] {'a', 0xD800}));
    assertThatIllegalArgumentException().isThrownBy(() -> new Passphrase(new char[] {0xDC00, 'a'}));
  }

  @Test
  void passphrase_closed_isDestroyed() {
    Passphrase passphrase = new Passphrase("a".toCharArray());
    passphrase.close();
    assertThat(passphrase.utf8().isDestroyed()).isTrue();
  }

  @Test
  void keyFileKey_ofAnotherLength_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KeyFileKey(SecretBytes.take(new byte[31])));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AesKey(SecretBytes.take(new byte[31])));
  }

  @Test
  void keyFileKey_inAMessage_isItsIdOnly() {
    KeyFileKey key = new KeyFileKey(SecretBytes.take(new byte[32]));
    assertThat(key).hasToString("KeyFileKey[" + key.keyId() + "]");
    key.close();
    assertThat(key).hasToString("KeyFileKey[destroyed]");
  }

  @Test
  void aesKey_destroyed_saysSo() {
    try (AesKey key = new AesKey(SecretBytes.take(new byte[32]))) {
      assertThat(key.getAlgorithm() + "/" + key.getFormat()).isEqualTo("AES/RAW");
      assertThat(key.isDestroyed()).isFalse();
      key.destroy();
      assertThat(key.isDestroyed()).isTrue();
    }
  }
}
