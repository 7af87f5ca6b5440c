package io.cofferfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.cli.mount.MountRecord;
import io.cofferfs.cli.mount.RuntimeDirectory;
import io.cofferfs.cli.mount.StatusSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StatusTest {
  private static final String ABOUT = "source=s3://bucket\nsince=2026-03-01T12:00:00Z\nmount=";

  private final TestProgram program = new TestProgram();
  @TempDir private Path session;
  private RuntimeDirectory directory;
  private Path mountPoint;

  @BeforeEach
  void useOwnDirectories() throws IOException {
    program.environment.put("XDG_RUNTIME_DIR", session.toString());
    directory = RuntimeDirectory.open(Optional.of(session), TestProgram.uid());
    mountPoint = Files.createDirectory(session.resolve("mount point")).toRealPath();
  }

  @Test
  void status_whereNothingIsMountedThere_isNotFound() {
    assertThat(program.run("status", mountPoint.toString())).isEqualTo(5);
  }

  @Test
  void status_ofAProcessThatAnswers_tellsHowBusyItIs() throws IOException {
    Path socket = directory.socketOf(mountPoint);
    try (MountRecord record = claim();
        StatusSocket status =
            StatusSocket.open(socket, () -> Map.of("pending_uploads", 7L)).orElseThrow()) {
      assertThat(program.run("status", mountPoint.toString())).as(program.err()).isZero();
      assertThat(program.out())
          .containsPattern("pid +" + ProcessHandle.current().pid() + "\n")
          .containsPattern("source +s3://bucket\n")
          .containsPattern("mount +" + mountPoint + "\n")
          .containsPattern("state +finishing its uploads\n")
          .containsPattern("pending uploads +7\n");
      assertThat(program.run("status", "--json")).isZero();
      assertThat(program.out())
          .contains(
              "\"pid\" : " + ProcessHandle.current().pid(),
              "\"pending_uploads\" : 7",
              "\"since\" : \"2026-03-01T12:00:00Z\"");
      assertThat(status).isNotNull();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rw-------");
      assertThat(record).isNotNull();
    }
    assertThat(socket).doesNotExist();
    assertThat(program.run("status", mountPoint.toString())).isEqualTo(5);
  }

  @Test
  void status_ofAProcessThatDoesNotAnswer_tellsWhatIsOnRecord() throws IOException {
    try (MountRecord record = claim()) {
      assertThat(program.run("status", mountPoint.toString())).isZero();
      assertThat(program.out()).contains("since").doesNotContain("pending");
      assertThat(record).isNotNull();
    }
  }

  @Test
  void status_ofAProcessThatDied_saysSo() throws IOException {
    try (MountRecord record = claim()) {
      record.mounted();
    }
    assertThat(program.run("status", mountPoint.toString())).isZero();
    assertThat(program.out()).containsPattern("state +died before its uploads were done\n");
  }

  @Test
  void statusSocket_whereNoneCanBe_isLeftOut() {
    assertThat(StatusSocket.open(session.resolve("x".repeat(200)), Map::of)).isEmpty();
  }

  private MountRecord claim() throws IOException {
    return MountRecord.claim(directory, mountPoint, ABOUT + mountPoint + '\n').orElseThrow();
  }
}
