package io.cofferfs.test.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mounts as a user without any right, through {@code fusermount}. */
@RequiresFuse(ordinaryUser = true)
final class OrdinaryUserMountTest {
  private static final Path DEVICE = Path.of("/dev/fuse");
  private static final int NOBODY = 65534;

  // The class path may lie where only root may read. To be able to read it is the one
  // capability left; it helps neither to mount nor to open the device for writing.
  private static final List<String> AS_NOBODY =
      List.of(
          "setpriv",
          "--reuid=" + NOBODY,
          "--regid=" + NOBODY,
          "--clear-groups",
          "--bounding-set=+all",
          "--inh-caps=-all,+dac_read_search",
          "--ambient-caps=-all,+dac_read_search");

  @TempDir private Path directory;
  private Path mountPoint;
  private Set<PosixFilePermission> devicePermissions;

  @BeforeEach
  void openTheDeviceToAll() throws IOException {
    devicePermissions = Files.getPosixFilePermissions(DEVICE);
    Files.setPosixFilePermissions(DEVICE, PosixFilePermissions.fromString("rw-rw-rw-"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    mountPoint = Files.createDirectory(directory.resolve("mnt"));
    Shell.in(directory).run("chown " + NOBODY + ":" + NOBODY + " mnt");
  }

  @AfterEach
  void restoreTheDevice() throws IOException {
    Files.setPosixFilePermissions(DEVICE, devicePermissions);
  }

  @Test
  void mount_worksForItsUser_andForNobodyElse() {
    try (MountProcess mount = start()) {
      Shell nobody = Shell.in(Path.of("/")).with(AS_NOBODY);

      nobody.run("cd '" + mountPoint + "' && seq 10000 > f && mkdir d && mv f d && cmp d/f d/f");

      assertThat(nobody.run("stat -c %u:%g '" + mountPoint + "/d/f'"))
          .isEqualTo(NOBODY + ":" + NOBODY);
      assertThat(nobody.tryRun("chown 1 '" + mountPoint + "/d/f'").exitCode()).isNotZero();
      assertThat(Shell.in(Path.of("/")).tryRun("ls '" + mountPoint + "'").output())
          .contains("Permission denied");
      mount.unmount();
      assertThat(mount.log()).contains("unmounted");
    }
  }

  @Test
  void unmount_whileBusy_isSaidByFusermount() {
    try (MountProcess mount = start()) {
      Shell nobody = Shell.in(Path.of("/")).with(AS_NOBODY);
      String unmounting =
          "exec 3> '" + mountPoint + "/f'; fusermount -u '" + mountPoint + "'; echo $?";

      assertThat(nobody.run(unmounting)).contains("busy").endsWith("1");
      assertThat(mount.log()).doesNotContain("unmounted");
    }
  }

  private MountProcess start() {
    MountProcess.Command command =
        MountProcess.Command.of(InMemoryMount.class, mountPoint.toString()).with(AS_NOBODY);
    return MountProcess.start(command, mountPoint);
  }
}
