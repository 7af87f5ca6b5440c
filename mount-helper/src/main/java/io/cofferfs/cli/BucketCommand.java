package io.cofferfs.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code cofferfs bucket}. */
@Command(name = "bucket", description = "Settings of a whole bucket.")
final class BucketCommand extends CommandGroup {
  static CommandLine line(CommandContext context) {
    return new CommandLine(new BucketCommand())
        .addSubcommand("allow-sse-c", new AllowSseCCommand(context));
  }
}
