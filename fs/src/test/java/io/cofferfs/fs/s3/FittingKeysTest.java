package io.cofferfs.fs.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cofferfs.crypto.SecretBytes;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FittingKeysTest {
  private static final CustomerKey A = key(1);
  private static final CustomerKey B = key(2);
  private static final CustomerKey C = key(3);

  @Test
  void writeKey_underSeveralPrefixes_isThatOfTheLongest() {
    CustomerKeyring keyring =
        CustomerKeyring.of(List.of(A))
            .withPrefix("p", List.of(B))
            .withPrefix("p/q/", List.of(C, A));
    assertThat(keyring.writeKey("p/q/r")).isEqualTo(C);
    assertThat(keyring.writeKey("p/q/")).isEqualTo(C);
    assertThat(keyring.writeKey("p/q")).isEqualTo(B);
    assertThat(keyring.writeKey("p/z")).isEqualTo(B);
    assertThat(keyring.writeKey("p")).isEqualTo(B);
    assertThat(keyring.writeKey("o")).isEqualTo(A);
    assertThat(keyring.writeKey("")).isEqualTo(A);
  }

  @Test
  void keyring_withoutAKeyToWriteWith_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> CustomerKeyring.of(List.of()));
  }

  @Test
  void candidates_atFirst_areThoseOfThePrefixAndThenTheOthers() {
    FittingKeys keys =
        new FittingKeys(CustomerKeyring.of(List.of(A, B)).withPrefix("p/", List.of(C, B)));
    assertThat(keys.candidates("p/x")).containsExactly(C, B, A);
    assertThat(keys.candidates("x")).containsExactly(A, B, C);
  }

  @Test
  void candidates_onceOneHasFitted_beginWithItInItsDirectoryAndBelow() {
    FittingKeys keys = new FittingKeys(CustomerKeyring.of(List.of(A, B, C)));
    keys.fits("p/q/x", C);
    keys.fits("p/x", B);
    assertThat(keys.candidates("p/q/y")).containsExactly(C, A, B);
    assertThat(keys.candidates("p/q/r/y")).containsExactly(C, A, B);
    assertThat(keys.candidates("p/y")).containsExactly(B, A, C);
    assertThat(keys.candidates("y")).containsExactly(A, B, C);
  }

  @Test
  void candidates_ofALargeKeyring_areBounded() {
    CustomerKeyring keyring =
        CustomerKeyring.of(IntStream.range(0, 100).mapToObj(FittingKeysTest::key).toList());
    FittingKeys keys = new FittingKeys(keyring);
    assertThat(keys.candidates("x")).hasSize(FittingKeys.MAX_TRIES);
    keys.fits("y", key(99));
    assertThat(keys.candidates("x")).hasSize(FittingKeys.MAX_TRIES).startsWith(key(99), key(0));
  }

  @Test
  void customerKey_printed_tellsItsIdAlone() {
    assertThat(A).hasToString("CustomerKey[" + A.id() + "]").isEqualTo(key(1)).isNotEqualTo(B);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CustomerKey(SecretBytes.take(new byte[16])));
  }

  private static CustomerKey key(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return new CustomerKey(SecretBytes.take(bytes));
  }
}
