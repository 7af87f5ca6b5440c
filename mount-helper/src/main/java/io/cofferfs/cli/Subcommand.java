package io.cofferfs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A command of cofferfs, with what every one of them takes. */
@Command(
    abbreviateSynopsis = true,
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class)
abstract class Subcommand implements Callable<Integer> {
  final CommandContext context;

  @Option(names = "--debug", description = "Show stack traces, and log in detail.")
  private boolean debug;

  Subcommand(CommandContext context) {
    this.context = context;
  }

  final boolean isDebug() {
    return debug;
  }

  @Override
  public final Integer call() throws Exception {
    run();
    return ExitCode.DONE.number();
  }

  /** Does it, or throws what {@link ErrorReport} describes. */
  abstract void run() throws Exception;
}
