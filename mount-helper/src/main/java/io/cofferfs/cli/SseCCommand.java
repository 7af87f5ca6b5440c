package io.cofferfs.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code cofferfs sse-c}. */
@Command(name = "sse-c", description = "Work with objects under customer keys (SSE-C).")
final class SseCCommand extends CommandGroup {

  static CommandLine line(CommandContext context) {
    return new CommandLine(new SseCCommand())
        .addSubcommand("rotate", new SseCRotateCommand(context));
  }
}
