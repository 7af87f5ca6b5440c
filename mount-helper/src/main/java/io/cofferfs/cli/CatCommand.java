package io.cofferfs.cli;

import io.cofferfs.cli.VolumeOptionGroup.Intent;
import io.cofferfs.fs.volume.FileType;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes files to standard output. */
@Command(name = "cat", description = "Write files to standard output, one after the other.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CatCommand extends Subcommand {
  @Mixin private VolumeOptionGroup volume;

  @Parameters(
      arity = "1..*",
      paramLabel = "s3://BUCKET/PATH",
      description = "The files, all of one volume.")
  private List<S3Location> locations;

  CatCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    try (TreeSession session = TreeSession.open(this, volume, locations.get(0), Intent.READ)) {
      for (S3Location location : locations) {
        if (!location.bucket().equals(locations.get(0).bucket())) {
          throw CliException.usage("the files are not all of one bucket");
        }
        if (FileType.DIRECTORY.matches(session.stat(location).mode())) {
          throw new CliException(ExitCode.FAILED, location + " is a directory");
        }
        new Download(session.tree()).copy(session.path(location), new StandardOutput(context));
      }
    }
  }
}
