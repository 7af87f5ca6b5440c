package io.cofferfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.s3.EncryptionRule;
import io.cofferfs.fs.s3.StoredEncryption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AllowSseCTest {
  private static final Optional<StoredEncryption> KMS =
      Optional.of(StoredEncryption.of("aws:kms", Optional.of("key")));
  private static final EncryptionRule BLOCKED =
      new EncryptionRule(KMS, /* bucketKey= */ true, Optional.of(List.of("SSE-C")));
  private static final EncryptionRule ALLOWED =
      new EncryptionRule(KMS, /* bucketKey= */ true, Optional.of(List.of("NONE")));

  private final TestProgram program = new TestProgram();

  @BeforeEach
  void block() throws Exception {
    program.bucket.setEncryption(BLOCKED);
  }

  @Test
  void allowSseC_withYes_keepsTheDefaultEncryption() throws Exception {
    assertThat(program.run("bucket", "allow-sse-c", "--yes", "s3://b1")).as(program.err()).isZero();
    assertThat(program.out()).isEqualTo("SSE-C is allowed in s3://b1\n");
    assertThat(program.bucket.encryption()).contains(ALLOWED);
  }

  @Test
  void allowSseC_whereItIsAllowed_doesNothing() throws Exception {
    program.bucket.setEncryption(ALLOWED);
    assertThat(program.run("bucket", "allow-sse-c", "s3://b1")).isZero();
    assertThat(program.out()).contains("already");
  }

  @Test
  void allowSseC_onATerminal_doesWhatIsAnswered() throws Exception {
    program.terminal(new Answering(/* answer= */ false));
    assertThat(program.run("bucket", "allow-sse-c", "s3://b1")).isEqualTo(1);
    assertThat(program.bucket.encryption()).contains(BLOCKED);
    program.terminal(new Answering(/* answer= */ true));
    assertThat(program.run("bucket", "allow-sse-c", "s3://b1")).as(program.err()).isZero();
    assertThat(program.bucket.encryption()).contains(ALLOWED);
  }

  @Test
  void allowSseC_withoutATerminal_wantsAYes() throws Exception {
    assertThat(program.run("bucket", "allow-sse-c", "s3://b1")).isEqualTo(2);
    assertThat(program.err()).contains("--yes");
    assertThat(program.bucket.encryption()).contains(BLOCKED);
  }

  @Test
  void allowSseC_ofAPath_isAUsageError() {
    assertThat(program.run("bucket", "allow-sse-c", "--yes", "s3://b1/path")).isEqualTo(2);
    assertThat(program.run("bucket")).isEqualTo(2);
  }

  @Test
  void inspect_ofABlockedBucket_saysSo() {
    assertThat(program.run("inspect", "s3://b1")).as(program.err()).isZero();
    assertThat(program.out()).containsPattern("sse-c +blocked");
  }

  /** Someone who has made up their mind. */
  private static final class Answering extends Terminal {
    private final boolean answer;

    Answering(boolean answer) {
      super(Path.of("/dev/null"));
      this.answer = answer;
    }

    @Override
    boolean confirm(String question) {
      assertThat(question).contains("aws:kms, key key").endsWith("stays.");
      return answer;
    }
  }
}
