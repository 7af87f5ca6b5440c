package io.cofferfs.test.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.test.mount.MountProcess;
import io.cofferfs.test.mount.RequiresFuse;
import io.cofferfs.test.mount.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S-75: reading a directory of a million entries holds their names once. */
@Tag("proof")
@RequiresFuse
final class LargeDirectoryTest {
  // The names of a million entries take 40 MB, and half as much again while their room is doubled.
  // As a list of what was listed they would take 200 MB and more.
  private static final String HEAP = "-Xmx176m";

  @TempDir private Path place;

  @Test
  void list_hundredThousandEntries_givesEachOnce() throws IOException {
    requireListed(100_000, "-Xmx96m");
  }

  /** For the night. */
  @Tag("nightly")
  @Test
  void list_aMillionEntries_holdsTheirNamesOnce() throws IOException {
    requireListed(1_000_000, HEAP);
  }

  private void requireListed(int count, String heap) throws IOException {
    Path mountPoint = Files.createDirectory(place.resolve("mnt"));
    Path staging = Files.createDirectory(place.resolve("staging"));
    MountProcess.Command command =
        MountProcess.Command.of(
                LargeDirectoryMount.class,
                mountPoint.toString(),
                staging.toString(),
                Integer.toString(count))
            .withJvmArguments(heap, "-XX:+UseSerialGC");
    try (MountProcess mount = MountProcess.start(command, mountPoint)) {
      Shell shell = Shell.in(mountPoint);
      assertThat(shell.run("ls -f large | grep -c file")).isEqualTo(Integer.toString(count));
      assertThat(shell.run("ls -f large | sort -u | grep -c file"))
          .isEqualTo(Integer.toString(count));
      assertThat(mount.log()).noneMatch(line -> line.contains("OutOfMemory"));
    }
  }
}
