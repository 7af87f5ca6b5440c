package io.cofferfs.cli;

import io.cofferfs.cli.VolumeOptionGroup.Intent;
import io.cofferfs.cli.mount.LogLevel;
import io.cofferfs.cli.mount.OpenVolume;
import io.cofferfs.cli.mount.ProcessLog;
import io.cofferfs.cli.mount.VolumeSettings;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.namespace.IndexPolicy;
import io.cofferfs.fs.namespace.NamespaceSettings;
import io.cofferfs.fs.vfs.FileStat;
import io.cofferfs.fs.vfs.FileTree;
import io.cofferfs.fs.vfs.TreeSettings;
import io.cofferfs.fs.volume.DefaultAttributes;
import java.io.IOException;
import java.time.Duration;

/** The tree that a location lies in, for a command that works without a mount. */
final class TreeSession implements AutoCloseable {
  private static final long MEMORY_BYTES = 256L << 20;

  private final VolumeAccess access;
  private final OpenVolume volume;

  private TreeSession(VolumeAccess access, OpenVolume volume) {
    this.access = access;
    this.volume = volume;
  }

  static TreeSession open(
      Subcommand command, VolumeOptionGroup options, S3Location location, Intent intent)
      throws IOException, CliException {
    CommandContext context = command.context;
    LogLevel level = command.isDebug() ? LogLevel.DEBUG : LogLevel.ERROR;
    ProcessLog.toStream(context.err(), level);
    VolumeAccess access = options.open(location, context, intent);
    if (intent == Intent.WRITE) {
      options.warning(location, access).ifPresent(context::note);
    }
    try {
      DefaultAttributes defaults = TreeOptions.defaults(context);
      OpenVolume volume =
          OpenVolume.open(
              access.place(defaults),
              settings(context, defaults, options, intent),
              context.random(),
              context.clock());
      return new TreeSession(access, volume);
    } catch (IOException | RuntimeException e) {
      access.close();
      throw e;
    }
  }

  private static VolumeSettings settings(
      CommandContext context,
      DefaultAttributes defaults,
      VolumeOptionGroup options,
      Intent intent) {
    // One command sees one state of the bucket, as far as it can.
    NamespaceSettings namespace =
        NamespaceSettings.of(defaults)
            .withTtl(Duration.ofMinutes(1))
            .withRequireBinding(options.isBindingRequired())
            .withIndexes(IndexPolicy.READ);
    return new VolumeSettings(
            namespace,
            TreeSettings.AS_STORED.withReadOnly(intent == Intent.READ),
            MEMORY_BYTES,
            context.environment().temporaryDirectory())
        .withStrict(options.isStrict());
  }

  FileTree tree() {
    return volume.tree();
  }

  /** The location as a path of the tree, without a slash at its end; the root is one slash. */
  String path(S3Location location) throws FileException {
    String path = location.trimmedPath();
    String root = access.prefix();
    if (path.length() < root.length()) {
      return "/";
    }
    String within = path.substring(root.length());
    if (within.equals(".coffer") || within.startsWith(".coffer/")) {
      throw new FileException(Reason.NOT_PERMITTED, location + " is the volume's own; no file");
    }
    return "/" + within;
  }

  /** What is there, with an error that names it. */
  FileStat stat(S3Location location) throws IOException, CliException {
    try {
      return tree().stat(path(location));
    } catch (FileException e) {
      if (e.reason() == Reason.NOT_FOUND) {
        throw new CliException(ExitCode.NOT_FOUND, "there is nothing at " + location, e);
      }
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try (access) {
      volume.close();
    }
  }
}
