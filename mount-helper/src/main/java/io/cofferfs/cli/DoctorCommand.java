package io.cofferfs.cli;

import io.cofferfs.fs.s3.Bucket;
import io.cofferfs.fs.s3.ObjectStore;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks for what may be in the way of a mount. */
@Command(
    name = "doctor",
    description = {
      "Look for what may be in the way of a mount: on this machine, at the server, in the bucket.",
      "Only --probe writes: small objects under .coffer/probe/, which are removed again."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DoctorCommand extends Subcommand {
  @Mixin private VolumeOptionGroup options;

  @Parameters(
      arity = "0..1",
      paramLabel = "s3://BUCKET[/PREFIX]",
      description = "What is to be mounted; without it this machine alone is looked at.")
  private Optional<S3Location> location = Optional.empty();

  @Option(names = "--probe", description = "Try writes, too.")
  private boolean probe;

  @Option(names = "--json", description = "Print a JSON array.")
  private boolean json;

  DoctorCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    CheckUp checkUp = new CheckUp(System::nanoTime);
    new MachineChecks(context).addTo(checkUp);
    if (location.isPresent()) {
      check(location.get(), checkUp);
    }
    if (json) {
      checkUp.printJson(context.out());
    } else {
      checkUp.print(context.out());
    }
    if (checkUp.problems() > 0) {
      throw new CliException(ExitCode.FAILED, "problems found: " + checkUp.problems());
    }
  }

  private void check(S3Location place, CheckUp checkUp) throws IOException, CliException {
    try (ObjectStore store = options.connect(place, context);
        Bucket bucket = options.connectToBucket(place, context)) {
      boolean usable = new BucketChecks(bucket, store, place, context.clock()).addTo(checkUp);
      if (usable && probe) {
        new ProbeChecks(bucket, store, place, context.random()).addTo(checkUp);
      }
    }
  }
}
