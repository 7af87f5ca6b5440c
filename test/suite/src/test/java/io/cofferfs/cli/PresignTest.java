package io.cofferfs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.cofferfs.test.server.EmbeddedS3;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The commands that presign prints, run by a shell. */
final class PresignTest {
  @RegisterExtension static final ServedProgram PROGRAM = new ServedProgram(EmbeddedS3.builder());

  private static final String KEY_1 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final String KEY_2 = "/////////////////////////////////////////w8=";

  @TempDir private Path directory;

  @BeforeEach
  void useOwnDirectory() {
    PROGRAM.environment.put("TMPDIR", directory.toString());
  }

  @Test
  void presign_ofAPlainObject_fetchesIt() throws Exception {
    String bucket = PROGRAM.newBucket();
    put(bucket + "/it's a file", "plain");
    assertThat(PROGRAM.run("presign", bucket + "/it's a file")).as(PROGRAM.err()).isZero();
    assertThat(PROGRAM.err()).isEmpty();
    assertThat(PROGRAM.out()).contains("X-Amz-Expires=3600");
    assertThat(fetched("it's a file", Map.of())).isEqualTo("plain");
  }

  @Test
  void presign_ofAnSseCObject_fetchesItByReferenceToTheKey() throws Exception {
    String bucket = PROGRAM.newBucket();
    Path one = keys("one", "# one", KEY_1);
    put(bucket + "/x", "secret", "--sse", "c", "--sse-c-key-file", one.toString());
    assertThat(PROGRAM.run("presign", bucket + "/x", "--sse-c-key-file", one.toString()))
        .as(PROGRAM.err())
        .isZero();
    assertThat(PROGRAM.out()).doesNotContain(KEY_1).contains(one.toString());
    assertThat(fetched("x", Map.of())).isEqualTo("secret");
  }

  @Test
  void presign_ofAnSseCObject_findsItsKeyAmongSeveral() throws Exception {
    String bucket = PROGRAM.newBucket();
    Path one = keys("one", KEY_1);
    put(bucket + "/x", "secret", "--sse", "c", "--sse-c-key-file", one.toString());
    String hex = HexFormat.of().formatHex(Base64.getDecoder().decode(KEY_1));
    Path both = keys("both's", "", "# a comment", KEY_2, "  " + hex + "\r");
    assertThat(PROGRAM.run("presign", bucket + "/x", "--sse-c-key-file", both.toString()))
        .as(PROGRAM.err())
        .isZero();
    assertThat(PROGRAM.out()).doesNotContain(hex).contains("++n == 2");
    assertThat(fetched("x", Map.of())).isEqualTo("secret");
  }

  @Test
  void presign_withAKeyInTheEnvironment_refersToTheVariable() throws Exception {
    String bucket = PROGRAM.newBucket();
    PROGRAM.environment.put("MY_KEY", KEY_1);
    put(bucket + "/x", "secret", "--sse", "c", "--sse-c-key-file", "env:MY_KEY");
    assertThat(PROGRAM.run("presign", bucket + "/x", "--sse-c-key-file", "env:MY_KEY"))
        .as(PROGRAM.err())
        .isZero();
    assertThat(PROGRAM.out()).doesNotContain(KEY_1).contains("\"$MY_KEY\"");
    assertThat(fetched("x", Map.of("MY_KEY", KEY_1))).isEqualTo("secret");
  }

  @Test
  void presign_ofAnSseCObjectWithoutItsKey_saysWhatIsMissing() throws Exception {
    String bucket = PROGRAM.newBucket();
    Path one = keys("one", KEY_1);
    put(bucket + "/x", "secret", "--sse", "c", "--sse-c-key-file", one.toString());
    assertThat(PROGRAM.run("presign", bucket + "/x")).isEqualTo(2);
    assertThat(PROGRAM.err()).contains("--sse-c-key-file");
    Path other = keys("other", KEY_2);
    assertThat(PROGRAM.run("presign", bucket + "/x", "--sse-c-key-file", other.toString()))
        .isEqualTo(3);
    assertThat(PROGRAM.run("presign", bucket + "/x", "--sse-c-key-file", "fd:9")).isEqualTo(2);
  }

  @Test
  void presign_inAVolume_saysHowToDecrypt() throws Exception {
    String bucket = PROGRAM.newBucket();
    Path key = keys("one", KEY_1);
    PROGRAM.run("init", bucket + "/v", "--key-file", key.toString());
    put(bucket + "/v/x", "sealed", "--key-file", key.toString());
    assertThat(PROGRAM.run("presign", bucket + "/v/x", "--expires", "7d")).isZero();
    assertThat(PROGRAM.err())
        .contains("cofferfs decrypt x --volume volume.json")
        .contains("cofferfs presign " + bucket + "/v/.coffer/volume.json");
    fetched("x", Map.of());
    PROGRAM.run("presign", bucket + "/v/.coffer/volume.json");
    assertThat(PROGRAM.err()).isEmpty();
    fetched("volume.json", Map.of());
    assertThat(
            PROGRAM.runAlone(
                "decrypt",
                directory.resolve("x").toString(),
                "--volume",
                directory.resolve("volume.json").toString(),
                "--key-file",
                key.toString()))
        .as(PROGRAM.err())
        .isZero();
    assertThat(PROGRAM.out()).isEqualTo("sealed");
  }

  @Test
  void presign_ofWhatCannotBe_saysWhy() {
    String bucket = PROGRAM.newBucket();
    assertThat(PROGRAM.run("presign", bucket + "/none")).isEqualTo(5);
    assertThat(PROGRAM.run("presign", bucket)).isEqualTo(2);
    assertThat(PROGRAM.run("presign", bucket + "/x", "--expires", "8d")).isEqualTo(2);
    assertThat(PROGRAM.run("presign", bucket + "/x", "--no-sign-request")).isEqualTo(2);
  }

  /** What the printed command makes of this file. */
  private String fetched(String file, Map<String, String> variables) throws Exception {
    assumeThat(List.of(Path.of("/usr/bin/curl"), Path.of("/bin/curl")))
        .anyMatch(Files::isExecutable);
    Path output = directory.resolve("shell.out");
    ProcessBuilder shell =
        new ProcessBuilder("sh", "-c", PROGRAM.out())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    shell.environment().putAll(variables);
    assertThat(shell.start().waitFor()).as(Files.readString(output)).isZero();
    return new String(Files.readAllBytes(directory.resolve(file)), StandardCharsets.ISO_8859_1);
  }

  private Path keys(String name, String... lines) throws IOException {
    Path file = Files.write(directory.resolve(name), List.of(lines));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private void put(String location, String content, String... options) throws IOException {
    Path local = Files.writeString(directory.resolve("local"), content);
    String[] all = new String[options.length + 3];
    all[0] = "put";
    all[1] = local.toString();
    all[2] = location;
    System.arraycopy(options, 0, all, 3, options.length);
    assertThat(PROGRAM.run(all)).as(PROGRAM.err()).isZero();
  }
}
