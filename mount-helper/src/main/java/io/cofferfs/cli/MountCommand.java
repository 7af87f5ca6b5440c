package io.cofferfs.cli;

import io.cofferfs.cli.VolumeOptionGroup.Intent;
import io.cofferfs.cli.mount.LockedOwners;
import io.cofferfs.cli.mount.LogLevel;
import io.cofferfs.cli.mount.MountDaemon;
import io.cofferfs.cli.mount.MountRecord;
import io.cofferfs.cli.mount.OpenVolume;
import io.cofferfs.cli.mount.Pending;
import io.cofferfs.cli.mount.ProcessLog;
import io.cofferfs.cli.mount.RuntimeDirectory;
import io.cofferfs.cli.mount.Shutdown;
import io.cofferfs.cli.mount.StatusSocket;
import io.cofferfs.cli.mount.VolumeSettings;
import io.cofferfs.fs.fuse.FuseLibrary;
import io.cofferfs.fs.fuse.MountOptions;
import io.cofferfs.fs.namespace.MoveOwners;
import io.cofferfs.fs.namespace.Namespace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Mounts a bucket, and serves the mount until it ends. */
@Command(
    name = "mount",
    description = {
      "Mount a bucket, or a prefix of one, on a directory.",
      "Returns once the mount answers. Options can also be given as in fstab: -o name=value[,...];",
      "those of mount(8) itself, such as _netdev or nofail, are ignored there."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class MountCommand extends Subcommand {
  private static final Logger LOG = LoggerFactory.getLogger(MountCommand.class);

  @Mixin private VolumeOptionGroup volume;

  @Mixin private TreeOptions tree;

  @Parameters(index = "0", paramLabel = "s3://BUCKET[/PREFIX]", description = "What to mount.")
  private S3Location location;

  @Parameters(index = "1", paramLabel = "MOUNTPOINT", description = "An empty directory.")
  private Path mountPoint;

  @Option(
      names = {"-f", "--foreground"},
      description = "Stay in front; the log goes to standard error unless --log-file is given.")
  private boolean foreground;

  @Option(names = "--allow-other", description = "Let other users in.")
  private boolean allowOther;

  @Option(
      names = "--log-file",
      paramLabel = "FILE",
      description = "Where the log goes ($XDG_STATE_HOME/cofferfs/BUCKET-HASH.log).")
  private Optional<Path> logFile = Optional.empty();

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      description = "error, warn, info, debug or trace (info); SIGUSR1 switches detail on and off.")
  private Optional<LogLevel> logLevel = Optional.empty();

  @Option(
      names = "--shutdown-timeout",
      paramLabel = "TIME",
      description = "How long uploads may take once the process is told to end (5m).")
  private TimeSpan shutdownTimeout = new TimeSpan(Duration.ofMinutes(5));

  MountCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    if (volume.isLegacyRead() && tree.isListingEnough()) {
      throw CliException.usage(
          "--attributes list does not go with --s3ec-legacy: listings do not tell how long such"
              + " files are");
    }
    FuseLibrary library = FuseLibrary.loadAhead();
    VolumeSettings settings =
        tree.settings(context, volume.isBindingRequired()).withStrict(volume.isStrict());
    MountPoint place = new MountPoint(context, mountPoint);
    place.prepare();
    Path path = place.path();
    RuntimeDirectory directory =
        RuntimeDirectory.open(context.environment().path("XDG_RUNTIME_DIR"), context.uid());
    try (MountRecord record = claim(directory, path);
        LockedOwners owners = new LockedOwners(directory)) {
      serve(library, path, settings, new OnRecord(record, directory.socketOf(path), owners));
      record.ended();
    }
  }

  /** Where others look for this mount, and it for them. */
  private record OnRecord(MountRecord record, Path socket, LockedOwners owners) {}

  private void serve(FuseLibrary library, Path path, VolumeSettings settings, OnRecord place)
      throws IOException, CliException {
    try (VolumeAccess access =
            volume.openRoot(location, context, tree.isReadOnly() ? Intent.READ : Intent.WRITE);
        OpenVolume open = open(access, settings, place.owners())) {
      ProcessLog log = startLog(path);
      if (!tree.isReadOnly()) {
        volume.warning(location, access).ifPresent(this::warn);
        open.recover();
      }
      Optional<StatusSocket> status = StatusSocket.open(place.socket(), open);
      try {
        Shutdown shutdown =
            new Shutdown(
                shutdownTimeout.duration(), open::pending, left -> halt(place.record(), left));
        new MountDaemon(library, open, path, log, shutdown)
            .serve(mountOptions(), () -> mounted(place.record(), access));
      } finally {
        if (status.isPresent()) {
          status.get().close();
        }
      }
    }
  }

  /** Without the ways of an orderly end, each of which would wait for what takes too long. */
  private static void halt(MountRecord record, Pending left) {
    int exitCode = ExitCode.FAILED.number();
    if (left.isNone()) {
      try {
        record.ended();
        record.close();
        exitCode = ExitCode.DONE.number();
      } catch (IOException e) {
        LOG.error("the record of the mount stays: {}", e.getMessage());
      }
    }
    Runtime.getRuntime().halt(exitCode);
  }

  private void mounted(MountRecord record, VolumeAccess access) throws IOException {
    tellLauncher(record);
    if (!tree.isReadOnly()) {
      volume.notice(location, access, context).ifPresent(BucketNotice::start);
      volume.abandonedUploads(location, access, context).giveUpLater(context.clock());
    }
  }

  private void warn(String text) {
    context.note(text);
    LOG.warn("{}", text);
  }

  private OpenVolume open(VolumeAccess access, VolumeSettings settings, MoveOwners owners)
      throws IOException {
    return OpenVolume.open(
        access.rootedAt(location, settings.namespace().defaults()),
        settings,
        context.random(),
        new Namespace.Owned(context.clock(), owners));
  }

  private MountRecord claim(RuntimeDirectory directory, Path path)
      throws IOException, CliException {
    String about =
        "source=%s\nsince=%s\nmount=%s\nlog=%s\n"
            .formatted(location, context.clock().instant(), path, logFile(path));
    return MountRecord.claim(directory, path, about)
        .orElseThrow(
            () ->
                new CliException(
                    ExitCode.FAILED,
                    "a process that served " + path + " is still finishing its uploads"));
  }

  private ProcessLog startLog(Path path) throws IOException {
    LogLevel level = logLevel.orElse(isDebug() ? LogLevel.DEBUG : LogLevel.INFO);
    boolean toFile = logFile.isPresent() || isDetaching();
    return toFile
        ? ProcessLog.toFile(logFile(path), level)
        : ProcessLog.toStream(context.err(), level);
  }

  private Path logFile(Path path) {
    return logFile
        .map(Path::toAbsolutePath)
        .orElseGet(() -> new LogLocation(context.environment()).of(location, path));
  }

  private boolean isDetaching() {
    return !foreground && LauncherPipe.isPresent();
  }

  private MountOptions mountOptions() {
    return MountOptions.of(location.toString())
        .withTtl(tree.ttl())
        .withImmutable(tree.isImmutable())
        .withAllowOther(allowOther)
        .withReadOnly(tree.isReadOnly());
  }

  private void tellLauncher(MountRecord record) throws IOException {
    record.mounted();
    context.err().flush();
    if (isDetaching()) {
      LauncherPipe.tellReady();
    }
  }
}
