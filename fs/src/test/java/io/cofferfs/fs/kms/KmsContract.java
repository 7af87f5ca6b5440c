package io.cofferfs.fs.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.fs.kms.KmsException.Reason;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What holds for every {@link Kms}. Each implementation's test extends this class. */
public abstract class KmsContract {
  private static final Map<String, String> CONTEXT = Map.of("cofferfs:volume", "v1");

  private final SecretBytes secret = SecretBytes.random(new SecureRandom(), 32);

  protected abstract Kms kms() throws IOException;

  /** A new key that can be used; its full name. */
  protected abstract String newKey();

  protected abstract void alias(String alias, String keyId);

  protected abstract void disable(String keyId);

  protected abstract void deny(String keyId);

  @Test
  protected void unwrap_whatWasWrapped_isTheSecret() throws IOException {
    String key = newKey();
    byte[] wrapped = kms().wrap(key, secret, CONTEXT);
    assertThat(kms().unwrap(key, wrapped, CONTEXT)).isEqualTo(secret);
  }

  @Test
  protected void wrap_twice_isNeverTheSame() throws IOException {
    String key = newKey();
    assertThat(kms().wrap(key, secret, CONTEXT)).isNotEqualTo(kms().wrap(key, secret, CONTEXT));
  }

  @Test
  protected void unwrap_underAnotherContext_isTheWrongKey() throws IOException {
    String key = newKey();
    byte[] wrapped = kms().wrap(key, secret, CONTEXT);
    assertWrongKey(() -> kms().unwrap(key, wrapped, Map.of("cofferfs:volume", "v2")));
    assertWrongKey(() -> kms().unwrap(key, wrapped, Map.of()));
  }

  @Test
  protected void unwrap_withAnotherKey_isTheWrongKey() throws IOException {
    byte[] wrapped = kms().wrap(newKey(), secret, CONTEXT);
    String other = newKey();
    assertWrongKey(() -> kms().unwrap(other, wrapped, CONTEXT));
  }

  @Test
  protected void unwrap_aChangedBlob_isTheWrongKey() throws IOException {
    String key = newKey();
    byte[] wrapped = kms().wrap(key, secret, CONTEXT);
    wrapped[wrapped.length - 1] ^= 1;
    assertWrongKey(() -> kms().unwrap(key, wrapped, CONTEXT));
  }

  @Test
  protected void unwrap_byAnAlias_isTheSecret() throws IOException {
    String key = newKey();
    alias("alias/mine", key);
    byte[] wrapped = kms().wrap("alias/mine", secret, CONTEXT);
    assertThat(kms().unwrap(key, wrapped, CONTEXT)).isEqualTo(secret);
    assertThat(kms().unwrap("alias/mine", wrapped, CONTEXT)).isEqualTo(secret);
  }

  @Test
  protected void fullName_ofAnAliasOrAnId_isTheArn() throws IOException {
    String key = newKey();
    alias("alias/mine", key);
    assertThat(kms().fullName("alias/mine")).isEqualTo(key);
    assertThat(kms().fullName(key.substring(key.indexOf('/') + 1))).isEqualTo(key);
    assertThat(kms().fullName(key)).isEqualTo(key);
  }

  @Test
  protected void wrap_withoutTheRight_isDenied_andNamesTheKey() {
    String key = newKey();
    deny(key);
    assertFails(Reason.DENIED, key, () -> kms().wrap(key, secret, CONTEXT));
  }

  @Test
  protected void unwrap_withoutTheRight_isDenied_andNamesTheKey() throws IOException {
    String key = newKey();
    byte[] wrapped = kms().wrap(key, secret, CONTEXT);
    deny(key);
    assertFails(Reason.DENIED, key, () -> kms().unwrap(key, wrapped, CONTEXT));
  }

  @Test
  protected void unwrap_withADisabledKey_saysSo() throws IOException {
    String key = newKey();
    byte[] wrapped = kms().wrap(key, secret, CONTEXT);
    disable(key);
    assertFails(Reason.KEY_UNUSABLE, key, () -> kms().unwrap(key, wrapped, CONTEXT));
  }

  @Test
  protected void wrap_withAKeyThatIsNot_saysSo() {
    String key = newKey() + "0";
    assertFails(Reason.NO_SUCH_KEY, key, () -> kms().wrap(key, secret, CONTEXT));
  }

  protected static void assertFails(Reason reason, String keyId, ThrowingCallable call) {
    assertThatThrownBy(call)
        .hasMessageContaining(keyId)
        .isInstanceOfSatisfying(KmsException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static void assertWrongKey(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            CofferException.class,
            e -> assertThat(e.reason()).isEqualTo(CofferException.Reason.WRONG_KEY));
  }
}
