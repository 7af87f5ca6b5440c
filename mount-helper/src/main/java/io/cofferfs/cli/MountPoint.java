package io.cofferfs.cli;

import io.cofferfs.fs.fuse.MountTable;
import io.cofferfs.fs.fuse.Unmounting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** A directory to mount on, or one that is mounted on. */
final class MountPoint {
  private final CommandContext context;
  private final Path given;

  MountPoint(CommandContext context, Path given) {
    this.context = context;
    this.given = given;
  }

  /**
   * Absolute, with links resolved as far as can be looked at: the last name may be a dead mount.
   */
  Path path() throws IOException {
    Path absolute = given.toAbsolutePath().normalize();
    try {
      return absolute.toRealPath();
    } catch (IOException dead) {
      Path parent = absolute.getParent();
      Path name = absolute.getFileName();
      return parent == null || name == null || !Files.isDirectory(parent)
          ? absolute
          : parent.toRealPath().resolve(name);
    }
  }

  Optional<MountTable.Entry> mounted() throws IOException {
    return MountTable.read().find(path());
  }

  /** Root could take away anybody's, and would not notice. */
  private void requireOwn(MountTable.Entry dead) throws CliException {
    OptionalLong user = dead.user();
    if (user.isPresent() && user.getAsLong() != context.uid()) {
      throw new CliException(
          ExitCode.FAILED,
          "the mount of a process of user %d that died is on %s; 'cofferfs unmount' removes it"
              .formatted(user.getAsLong(), given));
    }
  }

  /** Takes away what a daemon that died has left, and refuses what cannot be mounted on. */
  void prepare() throws IOException, CliException {
    Optional<MountTable.Entry> entry = mounted();
    if (entry.isPresent() && entry.get().isCofferfs()) {
      if (!entry.get().isDead()) {
        throw new CliException(
            ExitCode.FAILED, entry.get().source() + " is mounted on " + given + " already");
      }
      requireOwn(entry.get());
      Unmounting.unmountLazily(path());
      context.note("took away the mount that a process which died had left on " + given);
    }
    if (!Files.exists(given)) {
      throw new CliException(
          ExitCode.NOT_FOUND, "there is no directory " + given + " to mount on; make it first");
    }
  }
}
