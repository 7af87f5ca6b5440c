package io.cofferfs.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cofferfs.cli.mount.MountStatus;
import io.cofferfs.cli.mount.RuntimeDirectory;
import io.cofferfs.fs.fuse.MountTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells of the mounts that the user has on this machine. */
@Command(
    name = "status",
    description = "Tell what you have mounted, by which process, since when, and how busy it is.")
final class StatusCommand extends Subcommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "MOUNTPOINT",
      description = "The directory that is mounted on (all of them).")
  private Optional<Path> given = Optional.empty();

  @Option(names = "--json", description = "Print a JSON array.")
  private boolean json;

  StatusCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    List<MountStatus> mounts = mounts();
    if (given.isPresent() && mounts.isEmpty()) {
      throw new CliException(
          ExitCode.NOT_FOUND,
          "you have nothing mounted on " + given.get() + ", as far as is known");
    }
    MountTable table = MountTable.read();
    if (json) {
      printJson(mounts, table);
      return;
    }
    for (MountStatus mount : mounts) {
      print(mount, table);
    }
    if (mounts.isEmpty()) {
      context.out().println("nothing is mounted");
    }
  }

  private List<MountStatus> mounts() throws IOException {
    List<MountStatus> all =
        MountStatus.all(
            RuntimeDirectory.of(context.environment().path("XDG_RUNTIME_DIR"), context.uid()));
    if (given.isEmpty()) {
      return all;
    }
    Optional<Path> wanted = Optional.of(new MountPoint(context, given.get()).path());
    return all.stream().filter(mount -> mount.mountPoint().equals(wanted)).toList();
  }

  private static String state(MountStatus mount, MountTable table) {
    boolean inTable =
        mount.mountPoint().flatMap(table::find).filter(MountTable.Entry::isCofferfs).isPresent();
    if (!mount.alive()) {
      return "died before its uploads were done";
    }
    return inTable ? "mounted" : "finishing its uploads";
  }

  private void print(MountStatus mount, MountTable table) {
    Findings findings = new Findings();
    mount.about().forEach(findings::add);
    findings.add("state", state(mount, table));
    mount.gauges().forEach((name, value) -> findings.add(name.replace('_', ' '), value));
    findings.print(context.out());
    context.out().println();
  }

  private void printJson(List<MountStatus> mounts, MountTable table) throws IOException {
    try (JsonGenerator array = JsonReport.generator(context.out())) {
      array.writeStartArray();
      for (MountStatus mount : mounts) {
        array.writeStartObject();
        for (Map.Entry<String, String> line : mount.about().entrySet()) {
          array.writeFieldName(line.getKey());
          if (line.getKey().equals("pid") && line.getValue().matches("\\d{1,9}")) {
            array.writeNumber(Integer.parseInt(line.getValue()));
          } else {
            array.writeString(line.getValue());
          }
        }
        array.writeStringField("state", state(mount, table));
        for (Map.Entry<String, Long> gauge : mount.gauges().entrySet()) {
          array.writeNumberField(gauge.getKey(), gauge.getValue());
        }
        array.writeEndObject();
      }
      array.writeEndArray();
      array.writeRaw('\n');
    }
  }
}
