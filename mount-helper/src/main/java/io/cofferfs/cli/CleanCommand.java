package io.cofferfs.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cofferfs.cli.mount.LogLevel;
import io.cofferfs.cli.mount.ProcessLog;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.s3.Bucket;
import io.cofferfs.fs.s3.Connection;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ServerSideEncryption;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes what interrupted processes left in a bucket. */
@Command(
    name = "clean",
    description = {
      "Remove what interrupted uploads and mounts left under a location, and print what it was.",
      "That includes uploads that other programs have begun there and not completed."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CleanCommand extends Subcommand {
  @Mixin private ConnectionOptions connection;

  @Parameters(
      paramLabel = "s3://BUCKET[/PREFIX]",
      description = "Where: a volume, or whatever else is mounted.")
  private S3Location location;

  @Option(
      names = "--older-than",
      paramLabel = "TIME",
      description = "Leave what is younger (1d; 7d for files that were deleted while open).")
  private Optional<TimeSpan> age = Optional.empty();

  @Option(names = "--dry-run", description = "Print what would be removed, and remove nothing.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print a JSON array.")
  private boolean json;

  CleanCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    ProcessLog.toStream(context.err(), isDebug() ? LogLevel.DEBUG : LogLevel.ERROR);
    Connection connected = connection.connection(location.bucket(), context.environment());
    try (Bucket bucket = context.stores().openBucket(connected);
        ObjectStore store =
            context.stores().open(connected, new ServerSideEncryption.BucketDefault())) {
      Leftovers leftovers = new Leftovers(bucket, store, location.prefix());
      List<Leftover> found = leftovers.olderThan(age.map(TimeSpan::duration), context.clock());
      if (json) {
        removeAndPrintJson(leftovers, found);
      } else {
        removeAndPrint(leftovers, found);
      }
    }
  }

  private void removeAndPrint(Leftovers leftovers, List<Leftover> found) throws IOException {
    for (Leftover leftover : found) {
      boolean removed = remove(leftovers, leftover);
      context
          .out()
          .printf(
              "%s %s of %s: %s%n",
              removed ? leftover.kind().done() : "found",
              leftover.kind().noun(),
              leftover.since(),
              leftover.key());
    }
    if (found.isEmpty()) {
      context.out().println("nothing to clean at " + location);
    }
  }

  private void removeAndPrintJson(Leftovers leftovers, List<Leftover> found) throws IOException {
    try (JsonGenerator array = JsonReport.generator(context.out())) {
      array.writeStartArray();
      for (Leftover leftover : found) {
        boolean removed = remove(leftovers, leftover);
        array.writeStartObject();
        array.writeStringField("kind", leftover.kind().name().toLowerCase(Locale.ROOT));
        array.writeStringField("key", leftover.key());
        array.writeStringField("since", leftover.since().toString());
        array.writeBooleanField("removed", removed);
        array.writeEndObject();
      }
      array.writeEndArray();
      array.writeRaw('\n');
    }
  }

  /** Whether it is gone. A rename under a customer key cannot be read here; a mount can. */
  private boolean remove(Leftovers leftovers, Leftover leftover) throws IOException {
    if (dryRun) {
      return false;
    }
    try {
      leftovers.remove(leftover);
      return true;
    } catch (FileException | ObjectStoreException e) {
      if (leftover.kind() != Leftover.Kind.RENAME) {
        throw e;
      }
      context.note("a rename is left to the next mount: " + e.getMessage());
      return false;
    }
  }
}
