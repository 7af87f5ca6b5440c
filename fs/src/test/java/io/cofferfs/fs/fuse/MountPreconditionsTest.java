package io.cofferfs.fs.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.fs.fuse.FuseException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MountPreconditionsTest {
  @TempDir private Path directory;
  private Path device;
  private Path programs;
  private Path mountPoint;

  @BeforeEach
  void makeAFittingMachine() throws IOException {
    device = Files.createFile(directory.resolve("fuse"));
    mountPoint = Files.createDirectory(directory.resolve("mnt"));
    programs = Files.createDirectory(directory.resolve("bin"));
    Path fusermount = Files.createFile(programs.resolve("fusermount"));
    assertThat(fusermount.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void check_whereAllIsThere_passes() {
    assertThatCode(() -> check(/* root= */ false)).doesNotThrowAnyException();
    assertThatCode(() -> check(/* root= */ true)).doesNotThrowAnyException();
  }

  @Test
  void check_withoutDevice_saysHowToGetIt() throws IOException {
    Files.delete(device);

    assertRefused(Reason.DEVICE_MISSING, "modprobe fuse");
  }

  @Test
  void check_withoutFusermount_saysWhatToInstall() throws IOException {
    Files.delete(programs.resolve("fusermount"));

    assertRefused(Reason.FUSERMOUNT_MISSING, "apt-get install libfuse2 fuse3");
    assertThatCode(() -> check(/* root= */ true)).doesNotThrowAnyException();
  }

  @Test
  void check_missingMountPoint_isRefused() throws IOException {
    Files.delete(mountPoint);

    assertRefused(Reason.MOUNT_POINT_UNUSABLE, "not a directory");
  }

  @Test
  void check_fileAsMountPoint_isRefused() throws IOException {
    Files.delete(mountPoint);
    Files.createFile(mountPoint);

    assertRefused(Reason.MOUNT_POINT_UNUSABLE, "not a directory");
  }

  @Test
  void check_mountPointWithContent_isRefused() throws IOException {
    Files.createFile(mountPoint.resolve("file"));

    assertRefused(Reason.MOUNT_POINT_UNUSABLE, "not empty");
  }

  private void check(boolean root) throws FuseException {
    new MountPreconditions(root, device, "/nowhere:" + programs).check(mountPoint);
  }

  private void assertRefused(Reason reason, String words) {
    assertThatThrownBy(() -> check(/* root= */ false))
        .hasMessageContaining(words)
        .isInstanceOfSatisfying(FuseException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
