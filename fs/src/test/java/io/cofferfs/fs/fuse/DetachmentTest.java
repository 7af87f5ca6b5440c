package io.cofferfs.fs.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DetachmentTest {

  /** What runs in the background: detaches, then writes down what it finds itself to be. */
  static final class Background {
    private Background() {}

    public static void main(String[] arguments) throws IOException {
      Detachment.detach(3, "ready".getBytes(StandardCharsets.UTF_8));
      // pid (name) state parent group session …
      String stat = Files.readString(Path.of("/proc/self/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      String report = ProcessHandle.current().pid() + " " + fields[3] + " " + streams();
      Path result = Path.of(arguments[0]);
      Path draft = Files.writeString(result.resolveSibling("draft"), report);
      Files.move(draft, result);
    }

    private static String streams() throws IOException {
      StringBuilder streams = new StringBuilder();
      for (int descriptor = 0; descriptor <= 2; descriptor++) {
        streams.append(Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))).append(' ');
      }
      return streams.toString().strip();
    }
  }

  @Test
  void detach_tellsWhoWaits_andLeavesTerminalAndSession(@TempDir Path directory) throws Exception {
    Path result = directory.resolve("result");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    // Standard output is the descriptor that is waited on; the program's own goes elsewhere.
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "exec \"$0\" \"$@\" 3>&1 1>&2",
                java,
                "-cp",
                System.getProperty("java.class.path"),
                Background.class.getName(),
                result.toString())
            .redirectError(new File("/dev/null"))
            .start();

    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(said).isEqualTo("ready");
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(result).split(" ", 3))
        .containsExactly(
            Long.toString(process.pid()),
            Long.toString(process.pid()),
            "/dev/null /dev/null /dev/null");
  }

  @Test
  void detach_fromStandardDescriptor_isRefused() {
    assertThatThrownBy(() -> Detachment.detach(1, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
