package io.cofferfs.fs.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class MountOptionsTest {
  private final MountOptions options = MountOptions.of("s3://bucket");

  @Test
  void arguments_ofTheDefault_askForBigTransfersAndKernelPermissions() {
    assertThat(options.arguments())
        .containsExactly(
            "cofferfs",
            "-o",
            "fsname=s3://bucket,subtype=cofferfs,default_permissions,max_read=524288,"
                + "big_writes,atomic_o_trunc,max_background=64");
  }

  @Test
  void arguments_readOnlyForAll_saySo() {
    assertThat(options.withReadOnly(true).withAllowOther(true).arguments().get(2))
        .endsWith(",allow_other,ro");
  }

  @Test
  void arguments_sourceWithComma_isEscaped() {
    assertThat(MountOptions.of("s3://b/a,b\\c").arguments().get(2))
        .startsWith("fsname=s3://b/a\\,b\\\\c,");
  }

  @Test
  void ttlSeconds_isTheTtl_unlessImmutable() {
    assertThat(options.ttlSeconds()).isEqualTo(1);
    assertThat(options.withTtl(Duration.ofMillis(1500)).ttlSeconds()).isEqualTo(1.5);
    assertThat(options.withTtl(Duration.ZERO).withImmutable(true).ttlSeconds())
        .isGreaterThan(86_400);
  }

  @Test
  void new_negativeTtl_isRefused() {
    assertThatThrownBy(() -> options.withTtl(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
