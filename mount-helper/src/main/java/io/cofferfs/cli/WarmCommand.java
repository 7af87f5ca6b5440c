package io.cofferfs.cli;

import io.cofferfs.cli.VolumeOptionGroup.Intent;
import io.cofferfs.cli.mount.CacheSpace;
import io.cofferfs.cli.mount.DiskCaches;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.bulk.CodecSource;
import io.cofferfs.fs.bulk.Scope;
import io.cofferfs.fs.bulk.VerifiedSource;
import io.cofferfs.fs.bulk.Warming;
import io.cofferfs.fs.read.BlockReader;
import io.cofferfs.fs.read.DiskSettings;
import io.cofferfs.fs.read.ReadSettings;
import io.cofferfs.fs.volume.CofferCodec;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Fills a cache directory ahead of the mounts that will use it. */
@Command(
    name = "warm",
    description = {
      "Read everything under a prefix of an encrypted volume into a cache directory, ahead of the",
      "mounts that use it. What is there already is not fetched again."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class WarmCommand extends Subcommand {
  // Each file is read once: memory holds what is on its way.
  private static final long MEMORY_BYTES = 64L << 20;

  @Mixin private VolumeOptionGroup volume;
  @Mixin private CacheOptions cache;
  @Mixin private BulkOptions bulk;

  @Parameters(paramLabel = "s3://BUCKET[/PATH]", description = "What to read.")
  private S3Location location;

  @Option(
      names = "--manifest",
      paramLabel = "FILE",
      description = "Only what this file names: a path below the location on each line.")
  private Optional<Path> manifest = Optional.empty();

  WarmCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    CacheSpace space =
        cache.space().orElseThrow(() -> CliException.usage("--cache-dir says what to fill"));
    BulkJob job = new BulkJob(this, bulk, Map.of("command", "warm"));
    try (VolumeAccess access = volume.open(location, context, Intent.READ)) {
      CofferCodec codec = requireLasting(access);
      DiskSettings disk = DiskCaches.open(space, codec, context.random(), context.clock());
      ReadSettings settings = ReadSettings.of(MEMORY_BYTES, bulk.parallel());
      try (BlockReader reader = new BlockReader(access.store(), codec, settings, disk)) {
        job.run(
            scope(access),
            workers ->
                new Warming(
                    new VerifiedSource(
                        new CodecSource(access.store(), codec, workers),
                        reader,
                        TreeOptions.defaults(context))));
      }
      job.requireObjects(location);
    }
  }

  private CofferCodec requireLasting(VolumeAccess access) throws CliException {
    return new CofferCodec(
        access
            .keys()
            .orElseThrow(
                () ->
                    new CliException(
                        ExitCode.FAILED,
                        location
                            + " is not an encrypted volume: what a mount keeps of others ends with"
                            + " that mount")));
  }

  private Scope scope(VolumeAccess access) throws IOException, CliException {
    BulkPlace place = BulkPlace.of(access, location);
    if (manifest.isEmpty()) {
      return place.scope();
    }
    List<FilePath> paths = new ArrayList<>();
    for (String line : Files.readAllLines(manifest.get())) {
      if (!line.isBlank()) {
        paths.add(below(place.path(), line.strip()));
      }
    }
    return Scope.of(access.store(), access.keySpace(), paths);
  }

  private FilePath below(FilePath directory, String line) throws CliException {
    try {
      return FilePath.parse("/" + directory.value() + "/" + line);
    } catch (FileException e) {
      throw new CliException(
          ExitCode.FAILED, "no path in " + manifest.orElseThrow() + ": '" + line + "'", e);
    }
  }
}
