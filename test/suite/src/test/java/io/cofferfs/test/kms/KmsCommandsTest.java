package io.cofferfs.test.kms;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.cli.Main;
import io.cofferfs.test.server.EmbeddedS3;
import io.cofferfs.test.server.kms.EmbeddedKms;
import io.cofferfs.test.server.kms.KmsOperation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program, in processes of its own, with a store and a key service on the wire. */
final class KmsCommandsTest {
  private static final String VOLUME = "s3://bucket/p";

  @TempDir private static Path directory;
  private static EmbeddedS3 store;
  private static EmbeddedKms kms;

  @BeforeAll
  static void start() throws IOException {
    store = EmbeddedS3.start();
    store.createBucket("bucket");
    kms = EmbeddedKms.start(0);
  }

  @AfterAll
  static void stop() throws IOException {
    kms.close();
    store.close();
  }

  /** What a process has said, and its exit code. */
  private record Outcome(int exitCode, String said) {}

  @Test
  void commands_askTheServiceOnceEach_whateverTheyRead() throws Exception {
    String key = kms.createKey("one-call-each");
    Path files = Files.createDirectories(directory.resolve("files"));
    for (int i = 0; i < 5; i++) {
      Files.writeString(files.resolve("f" + i), "content " + i);
    }
    assertThat(run("init", VOLUME, "--kms-key-id", key)).matches(KmsCommandsTest::done);
    assertThat(kms.calls(KmsOperation.ENCRYPT)).isOne();
    assertThat(kms.calls(KmsOperation.DECRYPT)).isZero();

    assertThat(run("put", "-r", files.toString(), VOLUME + "/d", "--kms-key-id", key))
        .matches(KmsCommandsTest::done);
    assertThat(kms.calls(KmsOperation.DECRYPT)).isOne();

    Path back = directory.resolve("back");
    assertThat(run("get", "-r", VOLUME + "/d", back.toString(), "--kms-key-id", key))
        .matches(KmsCommandsTest::done);
    assertThat(kms.calls(KmsOperation.DECRYPT)).isEqualTo(2);
    assertThat(back.resolve("f4")).hasContent("content 4");

    kms.throttle(2);
    assertThat(run("key", "list", VOLUME, "--kms-key-id", key)).matches(KmsCommandsTest::done);
    assertThat(kms.calls(KmsOperation.DECRYPT)).isEqualTo(5);

    kms.deny(key, KmsOperation.DECRYPT);
    Outcome denied = run("ls", VOLUME, "--kms-key-id", key);
    assertThat(denied.exitCode()).as(denied.said()).isEqualTo(3);
    assertThat(denied.said()).contains(key).contains("kms:Decrypt");
    assertThat(kms.calls(KmsOperation.GENERATE_DATA_KEY)).isZero();
    assertThat(kms.calls(KmsOperation.DESCRIBE_KEY)).isZero();
  }

  private static boolean done(Outcome outcome) {
    return outcome.exitCode() == 0;
  }

  private static Outcome run(String... arguments) throws Exception {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    words.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "AWS_ACCESS_KEY_ID", store.accessKey(),
                "AWS_SECRET_ACCESS_KEY", store.secretKey(),
                "AWS_REGION", EmbeddedKms.REGION,
                // Means the store, and must not be asked to wrap keys.
                "AWS_ENDPOINT_URL", store.endpoint().toString(),
                "AWS_ENDPOINT_URL_KMS", kms.endpoint().toString()));
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), said);
  }
}
