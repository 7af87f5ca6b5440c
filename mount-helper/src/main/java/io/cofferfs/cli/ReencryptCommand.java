package io.cofferfs.cli;

import io.cofferfs.cli.VolumeOptionGroup.Intent;
import io.cofferfs.crypto.VolumeKeys;
import io.cofferfs.fs.bulk.Reencryption;
import io.cofferfs.fs.namespace.IndexStore;
import io.cofferfs.fs.volume.CofferCodec;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings old objects to the newest epoch. */
@Command(
    name = "reencrypt",
    description = {
      "Bring the objects of an encrypted volume to its newest epoch, after 'key rotate --epoch'.",
      "Can be interrupted and run again at any time, also while the volume is in use."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ReencryptCommand extends Subcommand {
  @Mixin private VolumeOptionGroup volume;
  @Mixin private BulkOptions bulk;

  @Option(names = "--dry-run", description = "Only count what is to be done.")
  private boolean dryRun;

  @Parameters(paramLabel = "s3://BUCKET[/PATH]", description = "What to re-encrypt.")
  private S3Location location;

  ReencryptCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    BulkJob job = new BulkJob(this, bulk, Map.of("command", "reencrypt"));
    try (VolumeAccess access = volume.open(location, context, Intent.WRITE)) {
      VolumeKeys keys =
          access
              .keys()
              .orElseThrow(
                  () ->
                      new CliException(
                          ExitCode.NOT_FOUND, "there is no encrypted volume at " + location));
      BulkPlace place = BulkPlace.of(access, location);
      var plan = new Reencryption.Plan(keys.currentEpoch(), dryRun);
      job.run(
          place.scope(),
          workers -> new Reencryption(access.store(), new CofferCodec(keys), workers, plan));
      if (!dryRun) {
        IndexStore.removeAll(access.store(), access.keySpace().prefix());
      }
      job.requireObjects(location);
    }
  }
}
