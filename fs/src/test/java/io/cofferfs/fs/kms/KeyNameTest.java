package io.cofferfs.fs.kms;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class KeyNameTest {
  private static final String ARN = "arn:aws:kms:eu-west-1:123456789012:key/1234-ab";
  private static final String ALIAS = "arn:aws:kms:eu-west-1:123456789012:alias/mine";

  @Test
  void region_isTheOneOfTheArn() {
    assertThat(KeyName.region(ARN)).contains("eu-west-1");
    assertThat(KeyName.region(ALIAS)).contains("eu-west-1");
    assertThat(KeyName.region("1234-ab")).isEmpty();
    assertThat(KeyName.region("alias/mine")).isEmpty();
    assertThat(KeyName.region("arn:aws:kms::")).isEmpty();
  }

  @Test
  void isKeyArn_ofAnAlias_isFalse() {
    assertThat(KeyName.isKeyArn(ARN)).isTrue();
    assertThat(KeyName.isKeyArn(ALIAS)).isFalse();
    assertThat(KeyName.isKeyArn("1234-ab")).isFalse();
  }

  @Test
  void mayMean_thatKeyAlone_unlessItIsAnAlias() {
    assertThat(KeyName.mayMean(ARN, ARN)).isTrue();
    assertThat(KeyName.mayMean("1234-ab", ARN)).isTrue();
    assertThat(KeyName.mayMean("1234-ab", "1234-ab")).isTrue();
    assertThat(KeyName.mayMean("34-ab", ARN)).isFalse();
    assertThat(KeyName.mayMean(ARN, ARN + "0")).isFalse();
    assertThat(KeyName.mayMean("alias/mine", ARN)).isTrue();
    assertThat(KeyName.mayMean(ALIAS, ARN)).isTrue();
  }
}
