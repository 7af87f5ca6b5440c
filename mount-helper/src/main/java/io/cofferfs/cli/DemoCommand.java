package io.cofferfs.cli;

import io.cofferfs.cli.demo.Demo;
import io.cofferfs.fs.s3.Connection;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ServerSideEncryption;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows cofferfs at work. */
@Command(
    name = "demo",
    description = {
      "Start an S3 server, make an encrypted volume on it, mount that, and move real files through",
      "it with ordinary programs. Everything is taken away again in the end."
    })
final class DemoCommand extends Subcommand {
  @Option(
      names = "--keep",
      paramLabel = "MOUNTPOINT",
      description = "Mount there, and leave it standing until Enter is pressed.")
  private Optional<Path> keep = Optional.empty();

  DemoCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws Exception {
    if (keep.isPresent() && !Files.isDirectory(keep.get())) {
      throw new CliException(
          ExitCode.NOT_FOUND, "there is no directory " + keep.get() + " to mount on");
    }
    Demo.Setting setting =
        new Demo.Setting(
            Installation.path("cofferfs.launcher"),
            Installation.path("cofferfs.lib").resolve("demo"),
            this::openBucket);
    Demo.run(setting, context.out(), keep, context.in());
  }

  private ObjectStore openBucket(URI endpoint, String bucket) throws IOException {
    return context
        .stores()
        .open(
            new Connection(
                bucket,
                Optional.of(endpoint),
                Optional.of("us-east-1"),
                Optional.empty(),
                Optional.empty(),
                /* anonymous= */ false,
                /* pathStyle= */ true,
                /* maxConnections= */ 4,
                ConnectionOptions.DEFAULT_TIMEOUT,
                /* allowInsecureSseC= */ false),
            new ServerSideEncryption.BucketDefault());
  }
}
