package io.cofferfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.test.server.EmbeddedS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** At AWS since April 2026, where new buckets block SSE-C. */
final class BlockedSseCTest {
  @RegisterExtension
  static final ServedProgram PROGRAM = new ServedProgram(EmbeddedS3.builder().likeAws2026());

  @TempDir private Path directory;

  @Test
  void allowSseC_liftsWhatTheOtherCommandsSay() throws IOException {
    String bucket = PROGRAM.newBucket();
    String keys = directory.resolve("keys").toString();
    assertThat(PROGRAM.run("doctor", bucket)).as(PROGRAM.out()).isZero();
    assertThat(PROGRAM.out()).contains("SSE-C is blocked", "cofferfs bucket allow-sse-c " + bucket);
    assertThat(PROGRAM.runAlone("keygen", keys)).isZero();
    assertThat(put(bucket, keys)).isEqualTo(3);
    assertThat(PROGRAM.err())
        .contains("the bucket blocks SSE-C", "'cofferfs bucket allow-sse-c " + bucket + "'");

    assertThat(PROGRAM.run("bucket", "allow-sse-c", "--yes", bucket)).as(PROGRAM.err()).isZero();

    assertThat(PROGRAM.out()).isEqualTo("SSE-C is allowed in " + bucket + "\n");
    assertThat(put(bucket, keys)).as(PROGRAM.err()).isZero();
    assertThat(PROGRAM.run("doctor", "--probe", bucket)).as(PROGRAM.out()).isZero();
    assertThat(PROGRAM.out()).contains("SSE-C is allowed").containsPattern("sse-c +works");
  }

  private int put(String bucket, String keys) throws IOException {
    Path file = directory.resolve("file");
    Files.writeString(file, "content");
    return PROGRAM.run(
        "put", file.toString(), bucket + "/x", "--sse", "c", "--sse-c-key-file", keys);
  }
}
