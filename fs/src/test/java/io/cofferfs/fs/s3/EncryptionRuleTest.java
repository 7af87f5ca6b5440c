package io.cofferfs.fs.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EncryptionRuleTest {
  private static final StoredEncryption KMS = StoredEncryption.of("aws:kms", Optional.of("key"));

  @Test
  void withCustomerKeys_keepsTheRest() {
    EncryptionRule rule =
        new EncryptionRule(Optional.of(KMS), /* bucketKey= */ true, Optional.of(List.of("SSE-C")));
    assertThat(rule.blocksCustomerKeys()).isTrue();
    EncryptionRule open = rule.withCustomerKeys();
    assertThat(open)
        .isEqualTo(new EncryptionRule(Optional.of(KMS), true, Optional.of(List.of("NONE"))));
    assertThat(open.blocksCustomerKeys()).isFalse();
    assertThat(open.allowsCustomerKeys()).isTrue();
  }

  @Test
  void withCustomerKeys_keepsOtherKindsBlocked() {
    EncryptionRule rule =
        new EncryptionRule(
            Optional.empty(), /* bucketKey= */ false, Optional.of(List.of("SSE-C", "SSE-X")));
    assertThat(rule.withCustomerKeys().blocked()).contains(List.of("SSE-X"));
  }

  @Test
  void configuration_saysTheSameRule() throws Exception {
    EncryptionRule rule =
        new EncryptionRule(Optional.of(KMS), /* bucketKey= */ true, Optional.of(List.of("SSE-C")));
    assertThat(EncryptionRules.rule(EncryptionRules.configuration(rule))).contains(rule);
    EncryptionRule silent = EncryptionRule.of(StoredEncryption.of("AES256", Optional.empty()));
    assertThat(EncryptionRules.rule(EncryptionRules.configuration(silent))).contains(silent);
  }

  @ParameterizedTest
  @CsvSource({
    "aws:kms, arn:aws:kms:eu-west-1:111122223333:key/1-2, 1-2, true",
    "aws:kms, 1-2, arn:aws:kms:eu-west-1:111122223333:key/1-2, true",
    "aws:kms, 1-2, alias/mine, true",
    "aws:kms, 11-2, 1-2, false",
    "aws:kms, , 1-2, false",
    "aws:kms, 1-2, , true",
    "AES256, , , false",
    "'', , , false",
  })
  void fulfils_kmsKeys_inAnyFormOfTheirName(
      String algorithm, String answered, String wanted, boolean fulfilled) {
    assertThat(
            StoredEncryption.of(algorithm, Optional.ofNullable(answered))
                .fulfils(StoredEncryption.of("aws:kms", Optional.ofNullable(wanted))))
        .isEqualTo(fulfilled);
  }
}
