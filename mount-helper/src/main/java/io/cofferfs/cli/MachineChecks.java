package io.cofferfs.cli;

import io.cofferfs.fs.fuse.FuseException;
import io.cofferfs.fs.fuse.FuseInstallation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whether this machine can mount at all. */
final class MachineChecks {
  // Below it a mount with many open files gets into trouble; every distribution gives 1024 or more.
  private static final long FEW_OPEN_FILES = 1024;
  private static final long LITTLE_SPACE_BYTES = 1L << 30;

  private final CommandContext context;

  MachineChecks(CommandContext context) {
    this.context = context;
  }

  void addTo(CheckUp checkUp) {
    checkUp.ask("java", () -> Finding.ok(Runtime.version().toString()));
    checkUp.ask("libfuse", () -> part(FuseInstallation.libraryProblem(), "libfuse 2 is installed"));
    checkUp.ask("/dev/fuse", () -> part(FuseInstallation.deviceProblem(), "may be used"));
    checkUp.ask("fusermount", this::fusermount);
    checkUp.ask("fuse.conf", this::fuseConf);
    checkUp.ask("open files", MachineChecks::openFiles);
    checkUp.ask("staging directory", this::stagingDirectory);
  }

  private static Finding part(Optional<FuseException> problem, String otherwise) {
    return problem
        .map(e -> Finding.problem(String.valueOf(e.getMessage()), ""))
        .orElseGet(() -> Finding.ok(otherwise));
  }

  private Finding fusermount() {
    return context.uid() == 0
        ? Finding.ok("root mounts without")
        : part(FuseInstallation.fusermountProblem(), "is installed");
  }

  private Finding fuseConf() throws IOException {
    if (context.uid() == 0) {
      return Finding.ok("root may use --allow-other");
    }
    Path file = Path.of("/etc/fuse.conf");
    boolean allowed =
        Files.isReadable(file)
            && Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
                .anyMatch(line -> line.strip().equals("user_allow_other"));
    return allowed
        ? Finding.ok("user_allow_other is set")
        : Finding.note(
            "user_allow_other is not set",
            "for --allow-other alone: root has to put that word on a line of " + file);
  }

  private static Finding openFiles() throws IOException {
    List<String> limits =
        Files.readAllLines(Path.of("/proc/self/limits"), StandardCharsets.ISO_8859_1);
    String soft =
        limits.stream()
            .filter(line -> line.startsWith("Max open files"))
            .map(line -> line.substring("Max open files".length()).strip().split("\\s+", -1)[0])
            .findFirst()
            .orElse("unknown");
    boolean few = soft.matches("\\d{1,9}") && Long.parseLong(soft) < FEW_OPEN_FILES;
    return few
        ? Finding.note(soft + " at the most", "ulimit -n " + FEW_OPEN_FILES)
        : Finding.ok(soft + " at the most");
  }

  private Finding stagingDirectory() throws IOException {
    Path directory = context.environment().temporaryDirectory();
    if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
      return Finding.problem(
          directory + " cannot be written to", "set TMPDIR, or mount with --staging-dir");
    }
    long space = Files.getFileStore(directory).getUsableSpace();
    String text = directory + " has " + (space >> 20) + " MiB free";
    return space < LITTLE_SPACE_BYTES
        ? Finding.note(
            text, "files being changed take that space; set TMPDIR, or mount with --staging-dir")
        : Finding.ok(text);
  }
}
