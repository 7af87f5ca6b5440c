package io.cofferfs.cli;

import io.cofferfs.cli.mount.MountWatch;
import io.cofferfs.cli.mount.RuntimeDirectory;
import io.cofferfs.fs.fuse.FuseException;
import io.cofferfs.fs.fuse.MountTable;
import io.cofferfs.fs.fuse.Unmounting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Ends a mount. */
@Command(
    name = "unmount",
    description = "End a mount, and wait until everything written to it is in the bucket.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class UnmountCommand extends Subcommand {
  @Parameters(paramLabel = "MOUNTPOINT", description = "The directory that is mounted on.")
  private Path given;

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
    if (!daemon.get().awaitEnd()) {
      throw notInOrder();
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
