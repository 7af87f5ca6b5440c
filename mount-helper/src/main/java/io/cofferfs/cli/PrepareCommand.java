package io.cofferfs.cli;

import io.cofferfs.cli.demo.Preparation;
import java.io.IOException;
import picocli.CommandLine.Command;

/** Makes mounts start fast from the first one on. */
@Command(
    name = "prepare",
    description = {
      "Make an archive of classes for this installation and this Java, so that mounts start in about",
      "half the time. To be run once, by whoever owns the installation; without it the first mount",
      "that ends leaves an archive in that user's cache."
    })
final class PrepareCommand extends Subcommand {
  PrepareCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    Preparation.run(
        Installation.path("cofferfs.launcher"),
        Installation.path("cofferfs.lib").resolve("demo"),
        Installation.path("cofferfs.archive"),
        context.out());
  }
}
