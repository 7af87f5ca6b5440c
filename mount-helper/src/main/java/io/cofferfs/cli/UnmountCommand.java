package io.cofferfs.cli;

import io.cofferfs.cli.mount.MountWatch;
import io.cofferfs.cli.mount.Pending;
import io.cofferfs.cli.mount.RuntimeDirectory;
import io.cofferfs.fs.fuse.FuseException;
import io.cofferfs.fs.fuse.MountTable;
import io.cofferfs.fs.fuse.Unmounting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends a mount. */
@Command(
    name = "unmount",
    description = "End a mount, and wait until everything written to it is in the bucket.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class UnmountCommand extends Subcommand {
  @Parameters(paramLabel = "MOUNTPOINT", description = "The directory that is mounted on.")
  private Path given;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description =
          "How long to wait for uploads (5m); after that they go on without this command.")
  private TimeSpan timeout = new TimeSpan(Duration.ofMinutes(5));

  UnmountCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    MountPoint mountPoint = new MountPoint(context, given);
    Path path = mountPoint.path();
    Optional<MountTable.Entry> entry = mountPoint.mounted();
    List<RuntimeDirectory> records = records(entry);
    Optional<MountWatch> daemon = MountWatch.ofLiving(records, path);
    if (entry.isPresent()) {
      unmount(path, entry.get());
    } else if (daemon.isEmpty()) {
      throw MountWatch.hasRemains(records, path) ? notInOrder() : nothingMounted();
    }
    if (daemon.isEmpty()) {
      throw new CliException(
          ExitCode.FAILED,
          given + " is unmounted, but it is not known whether its uploads are done");
    }
    Optional<Boolean> complete = daemon.get().awaitEnd(timeout.duration(), new Waiting(context));
    if (complete.isEmpty()) {
      throw new CliException(
          ExitCode.FAILED,
          "%s is unmounted, but not everything is in the bucket after %s (%s); it goes on: 'cofferfs status' tells"
              .formatted(given, timeout, daemon.get().status().pending()));
    }
    if (!complete.get()) {
      throw notInOrder();
    }
  }

  /** Says, once it takes long, what is waited for. */
  private static final class Waiting implements MountWatch.Patience {
    private static final Duration BETWEEN_NOTES = Duration.ofSeconds(10);

    private final CommandContext context;
    private Duration next = Duration.ofSeconds(2);

    Waiting(CommandContext context) {
      this.context = context;
    }

    @Override
    public void waiting(MountWatch watch, Duration since) throws IOException {
      if (since.compareTo(next) >= 0) {
        Pending pending = watch.status().pending();
        context.note("waiting for " + (pending.isNone() ? "the mount to end" : pending));
        next = since.plus(BETWEEN_NOTES);
      }
    }
  }

  private List<RuntimeDirectory> records(Optional<MountTable.Entry> entry) {
    OptionalLong user = entry.map(MountTable.Entry::user).orElse(OptionalLong.empty());
    return RuntimeDirectory.of(
        context.environment().path("XDG_RUNTIME_DIR"), user.orElse(context.uid()));
  }

  private CliException nothingMounted() {
    return new CliException(ExitCode.NOT_FOUND, "nothing is mounted on " + given);
  }

  private CliException notInOrder() {
    return new CliException(
        ExitCode.FAILED, "the process that served " + given + " did not end in order; see its log");
  }

  private void unmount(Path path, MountTable.Entry entry) throws IOException, CliException {
    if (!entry.isCofferfs()) {
      throw new CliException(
          ExitCode.FAILED, given + " is no mount of cofferfs, but one of type " + entry.type());
    }
    if (entry.isDead()) {
      Unmounting.unmountLazily(path);
      throw new CliException(
          ExitCode.FAILED,
          "the process that served "
              + given
              + " had died; the mount is gone now, and what was not closed or synced is lost");
    }
    try {
      Unmounting.unmount(path);
    } catch (FuseException e) {
      throw e.reason() == FuseException.Reason.BUSY ? busy(path, e) : rethrown(e);
    }
  }

  private CliException busy(Path path, FuseException cause) {
    List<String> users = MountUsers.of(path);
    String who = users.isEmpty() ? "a program has a file open there" : String.join(", ", users);
    return new CliException(
        ExitCode.FAILED, given + " is in use (" + who + "); nothing was done", cause);
  }

  private static CliException rethrown(FuseException e) throws FuseException {
    throw e;
  }
}
