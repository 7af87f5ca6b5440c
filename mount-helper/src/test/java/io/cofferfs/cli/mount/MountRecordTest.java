package io.cofferfs.cli.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MountRecordTest {
  private static final Path MOUNT_POINT = Path.of("/mnt/somewhere");

  @TempDir private Path session;
  private RuntimeDirectory directory;

  @BeforeEach
  void open() throws IOException {
    directory = RuntimeDirectory.open(Optional.of(session), uid());
  }

  @Test
  void claim_ofAFreeMountPoint_tellsOthersOfIt() throws IOException {
    try (MountRecord record = MountRecord.claim(directory, MOUNT_POINT, "log=x\n").orElseThrow()) {
      assertThat(record).isNotNull();
      assertThat(directory.recordOf(MOUNT_POINT))
          .hasContent("pid=" + ProcessHandle.current().pid() + "\nlog=x\n");
    }
    assertThat(directory.recordOf(MOUNT_POINT)).isEmptyFile();
  }

  @Test
  void claim_afterTheFirstHasEnded_succeeds() throws IOException {
    MountRecord.claim(directory, MOUNT_POINT, "").orElseThrow().close();
    MountRecord.claim(directory, MOUNT_POINT, "").orElseThrow().close();
  }

  @Test
  void claim_whileAnotherProcessHasIt_isEmpty() throws IOException {
    Process other = holder();
    try {
      assertThat(MountRecord.claim(directory, MOUNT_POINT, "")).isEmpty();
    } finally {
      other.destroyForcibly().onExit().join();
    }
    assertThat(MountRecord.claim(directory, MOUNT_POINT, "")).isPresent();
  }

  @Test
  void close_afterAMountThatDidNotEndInOrder_leavesTheText() throws IOException {
    MountRecord record = MountRecord.claim(directory, MOUNT_POINT, "").orElseThrow();
    record.mounted();
    record.close();
    assertThat(MountWatch.hasRemains(List.of(directory), MOUNT_POINT)).isTrue();
  }

  @Test
  void close_afterAMountThatEndedInOrder_emptiesTheFile() throws IOException {
    MountRecord record = MountRecord.claim(directory, MOUNT_POINT, "").orElseThrow();
    record.mounted();
    record.ended();
    record.close();
    assertThat(MountWatch.hasRemains(List.of(directory), MOUNT_POINT)).isFalse();
  }

  @Test
  void awaitEnd_whileAnotherProcessHasIt_waitsForThatProcess() throws IOException {
    Process other = holder();
    MountWatch watch = MountWatch.ofLiving(List.of(directory), MOUNT_POINT).orElseThrow();
    other.getOutputStream().close();
    assertThat(watch.awaitEnd()).isTrue();
    assertThat(directory.recordOf(MOUNT_POINT)).isEmptyFile();
    other.onExit().join();
  }

  @Test
  void awaitEnd_ofAProcessThatIsKilled_isNotInOrder() throws IOException {
    Process other = holder();
    MountWatch watch = MountWatch.ofLiving(List.of(directory), MOUNT_POINT).orElseThrow();
    other.destroyForcibly();
    assertThat(watch.awaitEnd()).isFalse();
    assertThat(MountWatch.ofLiving(List.of(directory), MOUNT_POINT)).isEmpty();
  }

  @Test
  void watch_whereNothingWasEverMounted_seesNothing() throws IOException {
    assertThat(MountWatch.ofLiving(List.of(directory), MOUNT_POINT)).isEmpty();
    assertThat(MountWatch.hasRemains(List.of(directory), MOUNT_POINT)).isFalse();
  }

  @Test
  void directories_ofAUser_areTheOnesThatUserAloneCanWrite() throws IOException {
    Process other = holder();
    try {
      List<RuntimeDirectory> own = RuntimeDirectory.of(Optional.of(session), uid());
      assertThat(MountWatch.ofLiving(own, MOUNT_POINT)).isPresent();
      List<RuntimeDirectory> others = RuntimeDirectory.of(Optional.of(session), uid() + 1);
      assertThat(MountWatch.ofLiving(others, MOUNT_POINT)).isEmpty();
    } finally {
      other.destroyForcibly().onExit().join();
    }
  }

  @Test
  void directory_isForItsOwnerAlone() throws IOException {
    Path made = session.resolve("cofferfs");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
        .isEqualTo("rwx------");
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> RuntimeDirectory.open(Optional.of(session), uid()))
        .withMessageContaining("0700");
  }

  @Test
  void directory_thatIsALink_isRefused() throws IOException {
    Path made = session.resolve("cofferfs");
    Files.delete(made);
    Files.createSymbolicLink(made, Path.of("/tmp"));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> RuntimeDirectory.open(Optional.of(session), uid()));
  }

  @Test
  void owner_isDead_onlyIfItsFileIsThereAndNotLocked() throws IOException {
    LockedOwners owners = new LockedOwners(directory);
    Path file = directory.ownerFile(owners.self());
    LockedOwners others = new LockedOwners(directory);
    assertThat(file).exists();
    assertThat(others.isDead(owners.self())).isFalse();
    assertThat(others.isDead("0".repeat(32))).isFalse();
    owners.close();
    assertThat(others.isDead(owners.self())).isTrue();
    others.forget(owners.self());
    assertThat(file).doesNotExist();
  }

  @Test
  void owner_thatHasLeftNothing_takesItsFileAway() throws IOException {
    LockedOwners idle = new LockedOwners(directory);
    idle.ended();
    idle.close();
    LockedOwners owners = new LockedOwners(directory);
    Path file = directory.ownerFile(owners.self());
    owners.ended();
    owners.close();
    assertThat(file).doesNotExist();
  }

  /** A process that holds the record until its input ends. */
  private Process holder() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                session.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said = process.inputReader();
    assertThat(said.readLine()).isEqualTo("held");
    return process;
  }

  /** What the other process runs. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws IOException {
      RuntimeDirectory directory = RuntimeDirectory.open(Optional.of(Path.of(arguments[0])), uid());
      try (MountRecord record = MountRecord.claim(directory, MOUNT_POINT, "").orElseThrow()) {
        System.out.println(record == null ? "" : "held");
        System.in.transferTo(OutputStream.nullOutputStream());
      }
    }
  }

  private static long uid() throws IOException {
    return ((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
  }
}
