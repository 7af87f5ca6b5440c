package io.cofferfs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cofferfs} without a command. */
@Command(
    name = "cofferfs",
    description = "Mounts S3 buckets as directories and encrypts what it stores there.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    footer = {
      "",
      "Exit codes: 0 done, 1 failed, 2 usage, 3 authentication or authorisation, 4 integrity,",
      "5 not found. 'cofferfs COMMAND --help' tells the options of a command."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RootCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine line = spec.commandLine();
    throw new ParameterException(line, "no command given");
  }
}
