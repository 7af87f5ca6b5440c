package io.cofferfs.cli;

import io.cofferfs.cli.VolumeOptionGroup.Intent;
import io.cofferfs.fs.vfs.FileStat;
import io.cofferfs.fs.vfs.FileTree;
import io.cofferfs.fs.volume.FileType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies out of a bucket. */
@Command(name = "get", description = "Copy a file out of a bucket, or with -r a directory.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class GetCommand extends Subcommand {
  private static final String STANDARD_OUTPUT = "-";

  @Mixin private VolumeOptionGroup volume;

  @Parameters(index = "0", paramLabel = "s3://BUCKET/PATH", description = "What to copy.")
  private S3Location location;

  @Parameters(
      index = "1",
      arity = "0..1",
      defaultValue = ".",
      paramLabel = "LOCAL",
      description = "A file, a directory, or - for standard output (the current directory).")
  private String target;

  @Option(names = "-r", description = "Copy a directory with all that is in it.")
  private boolean recursive;

  GetCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    try (TreeSession session = TreeSession.open(this, volume, location, Intent.READ)) {
      FileTree tree = session.tree();
      String path = session.path(location);
      FileStat stat = session.stat(location);
      boolean isDirectory = FileType.DIRECTORY.matches(stat.mode());
      if (isDirectory && !recursive) {
        throw CliException.usage(location + " is a directory; -r copies it");
      }
      if (target.equals(STANDARD_OUTPUT)) {
        new Download(tree).copy(path, new StandardOutput(context));
        return;
      }
      new Download(tree).copyTree(path, local(path));
    }
  }

  private Path local(String path) {
    Path local = Path.of(target);
    String name = TreePath.name(path);
    return Files.isDirectory(local) && !name.isEmpty() ? local.resolve(name) : local;
  }
}
