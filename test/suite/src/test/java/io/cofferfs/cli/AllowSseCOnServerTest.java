package io.cofferfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.test.server.EmbeddedS3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class AllowSseCOnServerTest {
  @RegisterExtension static final ServedProgram PROGRAM = new ServedProgram(EmbeddedS3.builder());

  @Test
  void allowSseC_onAServerThatDropsThatPart_claimsNothing() {
    String bucket = PROGRAM.newName();
    PROGRAM.run("create-bucket", "--encrypted", "--sse", "kms:testkey-1", bucket);
    assertThat(PROGRAM.run("bucket", "allow-sse-c", "--yes", bucket)).as(PROGRAM.err()).isZero();
    assertThat(PROGRAM.out()).contains("does not tell").doesNotContain("SSE-C is allowed in");
    assertThat(PROGRAM.run("inspect", bucket)).isZero();
    assertThat(PROGRAM.out()).containsPattern("bucket kms key +testkey-1\n");
  }
}
