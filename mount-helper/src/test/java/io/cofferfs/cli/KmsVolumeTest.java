package io.cofferfs.cli;

import static io.cofferfs.cli.KeyFixture.STORED;
import static io.cofferfs.cli.KeyFixture.VOLUME;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes that a key service unlocks. */
final class KmsVolumeTest {
  @TempDir private Path directory;
  private KeyFixture keys = new KeyFixture(Path.of("."));
  private TestProgram program = keys.program;
  private String arn = "";

  @BeforeEach
  void makeVolume() {
    keys = new KeyFixture(directory);
    program = keys.program;
    arn = program.kms.createKey();
    program.kms.alias("alias/mine", arn);
    keys.init("--kms-key-id", "alias/mine");
  }

  @Test
  void init_byAnAlias_storesTheArn() throws IOException {
    assertThat(keys.volume().slots().get(0).keyId()).contains(arn);
    assertThat(program.out()).contains("kms (key " + arn + ")");
    assertThat(program.kms.unwraps()).isZero();
  }

  @Test
  void cat_ofManyFiles_asksTheServiceOnce() {
    for (String name : new String[] {"a", "b", "c"}) {
      program.input(name.getBytes(StandardCharsets.UTF_8));
      keys.succeed("put", "-", VOLUME + "/" + name, "--kms-key-id", arn);
    }
    int before = program.kms.unwraps();
    keys.succeed("cat", VOLUME + "/a", VOLUME + "/b", VOLUME + "/c", "--kms-key-id", arn);
    assertThat(program.out()).isEqualTo("abc");
    assertThat(program.kms.unwraps() - before).isOne();
  }

  @Test
  void unlock_byAliasOrId_isTheSameKey() {
    assertThat(keys.opens("--kms-key-id", "alias/mine")).isTrue();
    assertThat(keys.opens("--kms-key-id", arn.substring(arn.indexOf('/') + 1))).isTrue();
    assertThat(program.kms.unwraps()).isEqualTo(2);
  }

  @Test
  void unlock_withAnotherKey_isDenied_withoutAskingTheService() {
    String other = program.kms.createKey();
    keys.fail(3, "ls", VOLUME, "--kms-key-id", other);
    assertThat(program.err()).contains("no slot for KMS key " + other).contains(arn);
    assertThat(program.kms.unwraps()).isZero();
  }

  @Test
  void unlock_withoutNamingTheKey_asksNoService() {
    keys.fail(3, "ls", VOLUME);
    assertThat(program.err()).contains("--kms-key-id").contains(arn);
    assertThat(program.kms.unwraps()).isZero();
  }

  @Test
  void unlock_byAnAliasOfAnotherKey_isDenied() {
    program.kms.alias("alias/mine", program.kms.createKey());
    keys.fail(3, "ls", VOLUME, "--kms-key-id", "alias/mine");
    assertThat(program.err()).contains("does not open volume");
  }

  @Test
  void unlock_deniedByTheService_namesTheKey() {
    program.kms.deny(arn);
    keys.fail(3, "ls", VOLUME, "--kms-key-id", arn);
    assertThat(program.err()).contains(arn).contains("denied").hasLineCount(1);
  }

  @Test
  void unlock_withADisabledKey_saysSo() {
    program.kms.disable(arn);
    keys.fail(3, "ls", VOLUME, "--kms-key-id", arn);
    assertThat(program.err()).contains("disabled");
  }

  @Test
  void unlock_anotherVolumesSlot_isDenied() throws IOException {
    keys.succeed("init", "s3://bucket/q", "--kms-key-id", arn);
    String here = new String(keys.stored(STORED), StandardCharsets.UTF_8);
    String there = new String(keys.stored("q/.coffer/volume.json"), StandardCharsets.UTF_8);
    keys.store(
        STORED, here.replace(wrapped(here), wrapped(there)).getBytes(StandardCharsets.UTF_8));
    keys.fail(3, "ls", VOLUME, "--kms-key-id", arn);
  }

  /** The root key as the service has wrapped it. */
  private static String wrapped(String volumeFile) {
    return volumeFile.replaceAll("(?s).*(\"wrappedRootKey\": \"[^\"]*\").*", "$1");
  }

  @Test
  void init_withAKeyThatIsNot_makesNothing() throws IOException {
    keys.fail(5, "init", "s3://bucket/q", "--kms-key-id", arn + "0");
    assertThat(keys.keys()).containsExactly(STORED);
    keys.fail(2, "init", "s3://bucket/q", "--kms-key-id", "");
    keys.fail(2, "init", "s3://bucket/q", "--kms-key-id", arn, "--kms-endpoint-url", "ftp://x");
  }

  @Test
  void rotate_toAnotherKmsKey_leavesTheFirstOut() {
    String other = program.kms.createKey();
    keys.succeed("key", "rotate", VOLUME, "--kms-key-id", arn, "--new-kms-key-id", other);
    assertThat(keys.opens("--kms-key-id", other)).isTrue();
    assertThat(keys.opens("--kms-key-id", arn)).isFalse();
  }

  @Test
  void add_aKeyFile_unlocksWithoutTheService() {
    String file = keys.newKey("k");
    keys.succeed("key", "add", VOLUME, "--kms-key-id", arn, "--new-key-file", file);
    int before = program.kms.unwraps();
    assertThat(keys.opens("--key-file", file)).isTrue();
    assertThat(program.kms.unwraps()).isEqualTo(before);
  }
}
