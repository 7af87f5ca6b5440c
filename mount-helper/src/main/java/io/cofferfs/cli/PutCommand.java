package io.cofferfs.cli;

import io.cofferfs.cli.VolumeOptionGroup.Intent;
import io.cofferfs.fs.vfs.Owner;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies into a bucket. */
@Command(name = "put", description = "Copy a file into a bucket, or with -r a directory.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PutCommand extends Subcommand {
  private static final String STANDARD_INPUT = "-";
  private static final int PERMISSIONS = 0644;

  @Mixin private VolumeOptionGroup volume;

  @Parameters(index = "0", paramLabel = "LOCAL", description = "What to copy; - is standard input.")
  private String source;

  @Parameters(
      index = "1",
      paramLabel = "s3://BUCKET/PATH",
      description =
          "Its new place, a directory if it ends in a slash; directories are made as needed.")
  private S3Location location;

  @Option(names = "-r", description = "Copy a directory with all that is in it.")
  private boolean recursive;

  PutCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    boolean fromInput = source.equals(STANDARD_INPUT);
    if (fromInput && location.namesDirectory()) {
      throw CliException.usage("standard input needs the name of a file, not " + location);
    }
    if (!fromInput) {
      requireCopyable(Path.of(source));
    }
    try (TreeSession session = TreeSession.open(this, volume, location, Intent.WRITE)) {
      Upload upload = new Upload(session.tree(), new Owner(context.uid(), context.gid()));
      String path = session.path(location);
      if (fromInput) {
        upload.createParents(path);
        upload.copy(Channels.newChannel(context.in()), path, PERMISSIONS, Optional.empty());
      } else {
        String target = target(upload, path);
        upload.createParents(target);
        upload.copyTree(Path.of(source), target);
      }
    }
  }

  private void requireCopyable(Path local) throws CliException, NoSuchFileException {
    if (!Files.exists(local)) {
      throw new NoSuchFileException(source);
    }
    if (Files.isDirectory(local) && !recursive) {
      throw CliException.usage(source + " is a directory; -r copies it");
    }
  }

  private String target(Upload upload, String path) throws IOException {
    boolean into = location.namesDirectory() || upload.isDirectory(path);
    Path name = Path.of(source).toAbsolutePath().normalize().getFileName();
    return into && name != null ? TreePath.child(path, name.toString()) : path;
  }
}
