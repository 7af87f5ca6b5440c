package io.cofferfs.cli;

import io.cofferfs.cli.VolumeOptionGroup.Intent;
import io.cofferfs.fs.bulk.BulkTask;
import io.cofferfs.fs.bulk.Migration;
import io.cofferfs.fs.bulk.Migration.Existing;
import io.cofferfs.fs.bulk.Migration.OnServer;
import io.cofferfs.fs.bulk.MigrationTarget;
import io.cofferfs.fs.bulk.WithoutInstructions;
import io.cofferfs.fs.bulk.Workers;
import io.cofferfs.fs.volume.DefaultAttributes;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies everything under a prefix to another one, into another encryption. */
@Command(
    name = "migrate",
    description = {
      "Copy everything under a prefix to another one that may be encrypted in another way, with",
      "modes, times and links. The source is only read. Can be interrupted and run again."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class MigrateCommand extends Subcommand {
  private final VolumeOptionGroup from = new VolumeOptionGroup();
  private final VolumeOptionGroup to = new VolumeOptionGroup();
  private PrefixedOptions prefixed;

  @Mixin private BulkOptions bulk;

  @Parameters(index = "0", paramLabel = "SRC", description = "What to copy: s3://BUCKET[/PATH].")
  private S3Location source;

  @Parameters(index = "1", paramLabel = "DST", description = "Where it goes: s3://BUCKET[/PATH].")
  private S3Location destination;

  @Option(
      names = "--verify",
      description = {
        "Read back what was copied before it counts as done, and compare the content of what",
        "is there already."
      })
  private boolean verify;

  @Option(
      names = "--overwrite",
      description = "Replace other objects at the destination (they are left, and reported).")
  private boolean overwrite;

  @Option(names = "--dry-run", description = "Only count what is to be done.")
  private boolean dryRun;

  MigrateCommand(CommandContext context) {
    super(context);
  }

  /** With the options of both places. */
  static CommandLine line(CommandContext context) {
    MigrateCommand command = new MigrateCommand(context);
    CommandLine line = new CommandLine(command);
    command.prefixed =
        new PrefixedOptions(line.getCommandSpec())
            .add("from", "source", command.from)
            .add("to", "destination", command.to)
            .share(new ConnectionOptions(), List.of("from", "to"));
    return line;
  }

  @Override
  void run() throws Exception {
    prefixed.distribute();
    BulkJob job = new BulkJob(this, bulk, Map.of("command", "migrate"));
    try (VolumeAccess read = from.open(source, context, Intent.READ);
        BulkContents contents = new BulkContents(read, context);
        VolumeAccess written = to.open(destination, context, Intent.WRITE);
        BulkContents copies = new BulkContents(written, context)) {
      to.warning(destination, written).ifPresent(context::note);
      MigrationRoute route =
          new MigrationRoute(
              BulkPlace.of(read, source),
              BulkPlace.of(written, destination),
              from.within(source, to, destination, context));
      route.requireApart();
      job.run(
          route.from().scope(route.excludedPrefixes()),
          workers -> {
            var objects = new Migration.Objects(contents.source(workers), copies.source(workers));
            BulkTask migration = migration(route, objects, workers);
            return contents.areWhole()
                ? new WithoutInstructions(read.store(), migration)
                : migration;
          });
      job.requireObjects(source);
    }
  }

  private Migration migration(MigrationRoute route, Migration.Objects objects, Workers workers) {
    DefaultAttributes defaults = TreeOptions.defaults(context);
    VolumeAccess written = route.to().access();
    MigrationTarget target =
        new MigrationTarget(
            written.store(),
            written.codec(defaults),
            written.keySpace(),
            route.to().path(),
            defaults);
    OnServer onServer = route.onServer();
    Existing existing = overwrite ? Existing.REPLACE : Existing.KEEP;
    var plan =
        new Migration.Plan(
            route.from().path(), existing, verify, dryRun, onServer, from.isBindingRequired());
    return new Migration(objects, target, workers, plan);
  }
}
