package io.cofferfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.cli.mount.MountRecord;
import io.cofferfs.cli.mount.RuntimeDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What mount and unmount refuse before anything is mounted. */
final class MountCommandTest {
  private final TestProgram program = new TestProgram();
  @TempDir private Path directory;

  @BeforeEach
  void useOwnDirectories() {
    program.environment.put("XDG_RUNTIME_DIR", directory.toString());
    program.environment.put("XDG_STATE_HOME", directory.toString());
    program.environment.put("TMPDIR", directory.toString());
  }

  @Test
  void mount_onAMissingDirectory_isNotFound() {
    assertThat(mount(directory.resolve("none"))).isEqualTo(5);
    assertThat(program.err()).contains("make it first");
  }

  @Test
  void mount_withAKeyWhereThereIsNoVolume_saysHowToMakeOne() throws IOException {
    Path key = directory.resolve("k");
    program.run("keygen", key.toString());
    assertThat(mount(mountPoint(), "--key-file", key.toString())).isEqualTo(5);
    assertThat(program.err()).contains("cofferfs init");
  }

  @Test
  void mount_insideAVolume_namesTheVolume() throws IOException {
    Path key = directory.resolve("k");
    program.run("keygen", key.toString());
    program.run("init", "s3://bucket", "--key-file", key.toString());
    assertThat(mount(mountPoint(), "--key-file", key.toString())).isEqualTo(1);
    assertThat(program.err()).contains("lies in the volume s3://bucket/");
  }

  @Test
  void mount_ofAVolumeWithoutEncryption_isRefused() throws IOException {
    Path key = directory.resolve("k");
    program.run("keygen", key.toString());
    program.run("init", "s3://bucket/p", "--key-file", key.toString());
    assertThat(mount(mountPoint(), "--cse", "none")).isEqualTo(1);
    assertThat(program.err()).contains("--read-only");
  }

  @Test
  void mount_withLittleMemory_isAUsageError() throws IOException {
    assertThat(mount(mountPoint(), "--memory", "1M")).isEqualTo(2);
    assertThat(mount(mountPoint(), "-o", "memory=1M")).isEqualTo(2);
    assertThat(program.err()).contains("at least 64MiB");
  }

  @Test
  void mount_strictWithoutEncryption_isAUsageError() throws IOException {
    assertThat(mount(mountPoint(), "--cse", "none", "--cse-strict")).isEqualTo(2);
    assertThat(program.err()).contains("--cse-strict makes no sense with --cse none");
  }

  @Test
  void mount_withAnOptionNobodyKeeps_isAUsageError() throws IOException {
    assertThat(mount(mountPoint(), "-o", "noexec")).isEqualTo(2);
    assertThat(program.err()).contains("noexec");
  }

  @Test
  void mount_sseCWithoutAKey_isAUsageError() throws IOException {
    assertThat(mount(mountPoint(), "--sse", "c")).isEqualTo(2);
    assertThat(mount(mountPoint(), "--sse-kms-key-id", "x")).isEqualTo(2);
    assertThat(mount(mountPoint(), "--endpoint-url", "localhost:9000")).isEqualTo(2);
  }

  @Test
  void mount_whereThereIsNoVolume_saysSoUnlessThatIsMeant() throws IOException {
    // A file, so that nothing is mounted.
    Path file = Files.createFile(directory.resolve("file"));
    Path log = directory.resolve("log");
    String note = "not encrypted on the client: there is no volume at s3://bucket/p; cofferfs init";
    assertThat(mount(file, "--log-file", log.toString())).isEqualTo(1);
    assertThat(program.err()).contains("cofferfs: " + note);
    assertThat(log).content().containsOnlyOnce(note);
    mount(file, "--log-file", log.toString(), "--cse", "none");
    assertThat(program.err()).doesNotContain(note);
    mount(file, "--log-file", log.toString(), "--read-only");
    assertThat(program.err()).doesNotContain(note);
  }

  @Test
  void unmount_whereNothingIsMounted_isNotFound() throws IOException {
    assertThat(program.run("unmount", mountPoint().toString())).isEqualTo(5);
    assertThat(program.run("unmount", "/proc")).isEqualTo(1);
    assertThat(program.err()).contains("no mount of cofferfs");
  }

  @Test
  void unmount_afterTheProcessWasKilledDuringItsUploads_fails() throws IOException {
    String mountPoint = mountPoint().toRealPath().toString();
    assertThat(program.run("unmount", mountPoint)).isEqualTo(5);
    MountRecord record =
        MountRecord.claim(
                RuntimeDirectory.open(Optional.of(directory), TestProgram.uid()),
                Path.of(mountPoint),
                "")
            .orElseThrow();
    record.mounted();
    record.close();
    assertThat(program.run("unmount", mountPoint)).isEqualTo(1);
    assertThat(program.err()).contains("did not end in order");
  }

  private int mount(Path mountPoint, String... options) {
    String[] all = new String[options.length + 3];
    all[0] = "mount";
    all[1] = "s3://bucket/p";
    all[2] = mountPoint.toString();
    System.arraycopy(options, 0, all, 3, options.length);
    return program.run(all);
  }

  private Path mountPoint() throws IOException {
    return Files.createDirectories(directory.resolve("mnt"));
  }
}
