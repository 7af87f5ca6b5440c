package io.cofferfs.cli;

import io.cofferfs.cli.VolumeOptionGroup.Intent;
import io.cofferfs.crypto.VolumeKeys;
import io.cofferfs.fs.bulk.BulkTask;
import io.cofferfs.fs.bulk.PlainVerification;
import io.cofferfs.fs.bulk.Verification;
import io.cofferfs.fs.bulk.WholeVerification;
import io.cofferfs.fs.bulk.WithoutInstructions;
import io.cofferfs.fs.bulk.Workers;
import io.cofferfs.fs.volume.CofferCodec;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Authenticates everything under a prefix. */
@Command(
    name = "verify",
    description = {
      "Authenticate everything under a prefix: volume file, bodies, metadata, and that they",
      "belong under their names. Exit code 4 if something is not what was stored."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class VerifyCommand extends Subcommand {
  @Mixin private VolumeOptionGroup volume;
  @Mixin private BulkOptions bulk;

  @Parameters(paramLabel = "s3://BUCKET[/PATH]", description = "What to verify.")
  private S3Location location;

  VerifyCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    BulkJob job = new BulkJob(this, bulk, Map.of("command", "verify"));
    // Opening it authenticates the volume file.
    try (VolumeAccess access = volume.open(location, context, Intent.READ);
        BulkContents contents = new BulkContents(access, context)) {
      BulkPlace place = BulkPlace.of(access, location);
      if (access.keys().isEmpty() && !contents.areWhole() && !bulk.isQuiet()) {
        context.note(
            "not encrypted on the client: this finds what was lost or damaged by accident, and"
                + " proves nothing against whoever runs the store");
      }
      job.run(place.scope(), workers -> task(access, contents, workers));
      job.requireObjects(location);
    }
  }

  private BulkTask task(VolumeAccess access, BulkContents contents, Workers workers) {
    if (contents.areWhole()) {
      BulkTask verification = new WholeVerification(contents.source(workers));
      return new WithoutInstructions(access.store(), verification);
    }
    Optional<VolumeKeys> keys = access.keys();
    if (keys.isEmpty()) {
      return new PlainVerification(access.store(), workers);
    }
    var demands = new Verification.Demands(keys.get().currentEpoch(), volume.isBindingRequired());
    return new Verification(access.store(), new CofferCodec(keys.get()), workers, demands);
  }
}
