package io.cofferfs.test.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.cofferfs.fs.fuse.FuseException;
import io.cofferfs.fs.fuse.FuseException.Reason;
import io.cofferfs.fs.fuse.FuseLibrary;
import io.cofferfs.fs.fuse.FuseMount;
import io.cofferfs.fs.fuse.MountOptions;
import io.cofferfs.fs.fuse.MountTable;
import io.cofferfs.fs.fuse.Unmounting;
import io.cofferfs.fs.vfs.InMemoryFileTree;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How mounts begin and end, and how their errors reach programs. */
@RequiresFuse
final class MountLifeTest {
  @TempDir private Path mountPoint;

  @Test
  void mount_showsInTheMountTable_untilUnmounted() {
    try (MountProcess mount = start()) {
      MountTable.Entry entry = MountTable.read().find(mountPoint).orElseThrow();
      assertThat(entry.isCofferfs()).isTrue();
      assertThat(entry.source()).isEqualTo("s3://memory");
      assertThat(entry.isDead()).isFalse();

      mount.unmount();

      assertThat(MountTable.read().find(mountPoint)).isEmpty();
    }
  }

  @Test
  void mount_whereOneIs_isRefused() {
    try (MountProcess mount = start()) {
      assertThatThrownBy(() -> mountHere())
          .isInstanceOfSatisfying(
              FuseException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ALREADY_MOUNTED));
      assertThat(mount.mountPoint()).isEmptyDirectory();
    }
  }

  @Test
  void unmount_whileAFileIsOpen_isBusy_andLazilyNot() throws IOException {
    try (MountProcess mount = start()) {
      Path file = mount.mountPoint().resolve("file");
      try (OutputStream open = Files.newOutputStream(file)) {
        assertThatThrownBy(() -> Unmounting.unmount(mountPoint))
            .hasMessageContaining("busy")
            .isInstanceOfSatisfying(
                FuseException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BUSY));
        open.write(1);

        Unmounting.unmountLazily(mountPoint);

        assertThat(mountPoint).isEmptyDirectory();
        open.write(2);
      }
      mount.unmount();
      assertThat(mount.log()).contains("unmounted");
    }
  }

  @Test
  void unmount_fromOutside_endsTheProcess() throws IOException {
    try (MountProcess mount = start()) {
      Unmounting.unmount(mountPoint);
      mount.unmount();
      assertThat(mount.log()).contains("unmounted");
    }
  }

  @Test
  void unmount_whereNothingIsMounted_saysSo() {
    assertThatThrownBy(() -> Unmounting.unmount(mountPoint))
        .isInstanceOfSatisfying(
            FuseException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_MOUNTED));
  }

  // S-69: the mount point of a process that died can be taken away.
  @Test
  void killedProcess_leavesADeadMount_thatIsRecognisedAndCanBeRemoved() throws IOException {
    try (MountProcess mount = start()) {
      mount.kill();

      assertThat(MountTable.read().find(mountPoint).orElseThrow().isDead()).isTrue();
      assertThatThrownBy(() -> mountHere()).hasMessageContaining("died");
      Unmounting.unmount(mountPoint);
      assertThat(MountTable.read().find(mountPoint)).isEmpty();
    }
  }

  @Test
  void failingFlush_isTheErrorOfClose_andOneLineInTheLog() {
    try (MountProcess mount = start(InMemoryMount.FAILING_FLUSH)) {
      String python =
          "import os; f = os.open('secret-name', os.O_WRONLY | os.O_CREAT); os.write(f, b'x');"
              + " os.close(f)";

      Shell.Result result = Shell.in(mountPoint).tryRun("python3 -c \"" + python + "\"");

      assertThat(result.output()).contains("[Errno 116]");
      assertThat(mount.log()).filteredOn(line -> line.contains("ESTALE")).hasSize(1);
      assertThat(String.join("\n", mount.log()))
          .contains("flush on node")
          .doesNotContain("secret-name");
    }
  }

  @Test
  void failingFlush_isTheErrorOfOrdinaryPrograms() {
    try (MountProcess mount = start(InMemoryMount.FAILING_FLUSH)) {
      Shell shell = Shell.in(mount.mountPoint());

      assertThat(shell.tryRun("cp /etc/hostname f").exitCode()).isNotZero();
      assertThat(shell.tryRun("dd if=/dev/zero of=g count=1").exitCode()).isNotZero();
      assertThat(shell.tryRun("echo x > h; sync h").exitCode()).isNotZero();
    }
  }

  @Test
  void readOnly_refusesWrites() {
    try (MountProcess mount = start(InMemoryMount.READ_ONLY)) {
      assertThat(Shell.in(mount.mountPoint()).tryRun("touch f").output())
          .contains("Read-only file system");
    }
  }

  @Test
  void withoutTtl_everythingStillWorks() {
    try (MountProcess mount = start(InMemoryMount.NO_TTL)) {
      Shell.in(mount.mountPoint())
          .run("mkdir a && seq 1000 > a/f && mv a b && [ $(wc -l < b/f) = 1000 ] && rm -r b");
    }
  }

  @Test
  void namesOfOneDirectory_areLookedUpAtTheSameTime() {
    try (MountProcess mount = start(InMemoryMount.WATCHED)) {
      String looking = "stat " + WatchedTree.LEFT + " & stat " + WatchedTree.RIGHT + "; wait";

      assertThat(Shell.in(mount.mountPoint()).tryRun(looking).output())
          .contains("'left': No such file or directory")
          .contains("'right': No such file or directory");
    }
  }

  @Test
  void openToMakeAFile_whoseNameIsGoneSinceItWasLookedUp_makesIt() {
    try (MountProcess mount = start(InMemoryMount.WATCHED)) {
      Shell shell = Shell.in(mount.mountPoint());
      shell.run("touch " + WatchedTree.FLEETING);

      shell.run("echo new >> " + WatchedTree.FLEETING);

      shell.run("[ $(cat " + WatchedTree.FLEETING + ") = new ]");
    }
  }

  @Test
  void requests_bringHalfAMebibyte() {
    try (MountProcess mount = start(InMemoryMount.WATCHED)) {
      Shell.in(mount.mountPoint())
          .run("dd if=/dev/zero of=f bs=2M count=1 && dd if=f iflag=direct of=/dev/null bs=2M");
      mount.unmount();

      assertThat(mount.log()).contains("longest read 524288, longest write 524288");
    }
  }

  @Test
  void mountOfRoot_hasTheKernelReadAheadAsFarAsARequestReaches() throws IOException {
    assumeThat(System.getProperty("user.name")).isEqualTo("root");
    try (MountProcess mount = start()) {
      String device = MountTable.read().find(mount.mountPoint()).orElseThrow().device();

      assertThat(Path.of("/sys/class/bdi", device, "read_ahead_kb")).hasContent("512");
    }
  }

  @Test
  void immutable_filesAreReadable() {
    try (MountProcess mount = start(InMemoryMount.IMMUTABLE)) {
      Shell.in(mount.mountPoint()).run("seq 1000 > f && cmp f f && [ $(wc -l < f) = 1000 ]");
    }
  }

  private MountProcess start(String... options) {
    String[] arguments = new String[options.length + 1];
    arguments[0] = mountPoint.toString();
    System.arraycopy(options, 0, arguments, 1, options.length);
    return MountProcess.start(MountProcess.Command.of(InMemoryMount.class, arguments), mountPoint);
  }

  private void mountHere() throws IOException {
    FuseMount.mount(
            FuseLibrary.load(),
            new InMemoryFileTree(Clock.systemUTC()),
            mountPoint,
            MountOptions.of("s3://second"))
        .unmount();
  }
}
