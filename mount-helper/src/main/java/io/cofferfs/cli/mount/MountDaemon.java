package io.cofferfs.cli.mount;

import io.cofferfs.fs.fuse.FuseException;
import io.cofferfs.fs.fuse.FuseLibrary;
import io.cofferfs.fs.fuse.FuseMount;
import io.cofferfs.fs.fuse.MountOptions;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one mount until it is unmounted, from outside or because this process was told to end;
 * then everything written is in the bucket.
 */
public final class MountDaemon {
  private static final Logger LOG = LoggerFactory.getLogger(MountDaemon.class);

  private final FuseLibrary library;
  private final OpenVolume volume;
  private final Path mountPoint;
  private final ProcessLog log;
  private final Shutdown shutdown;

  public MountDaemon(
      FuseLibrary library, OpenVolume volume, Path mountPoint, ProcessLog log, Shutdown shutdown) {
    this.shutdown = shutdown;
    this.library = library;
    this.volume = volume;
    this.mountPoint = mountPoint;
    this.log = log;
  }

  /** What is done once the mount answers. */
  public interface Ready {
    void run() throws IOException;
  }

  /** Returns when the mount has ended and the last upload is done. */
  public void serve(MountOptions options, Ready ready) throws IOException {
    FuseMount mount = FuseMount.mount(library, volume.tree(), mountPoint, options);
    try {
      LOG.info("{} is mounted on {}", options.source(), mountPoint);
      Signals.on("TERM", () -> end(mount, "SIGTERM"));
      Signals.on("INT", () -> end(mount, "SIGINT"));
      Signals.on("HUP", () -> end(mount, "SIGHUP"));
      Signals.on("USR1", log::toggleDetail);
      ready.run();
    } catch (IOException e) {
      mount.unmountLazily();
      throw e;
    } finally {
      mount.awaitUnmounted();
    }
    LOG.info("{} is unmounted", mountPoint);
  }

  private void end(FuseMount mount, String signal) {
    shutdown.signalled(signal, () -> end(mount));
  }

  /** A program that still has a file open there loses sight of the rest, not its file. */
  private void end(FuseMount mount) {
    try {
      try {
        mount.unmount();
      } catch (FuseException e) {
        LOG.warn("{}; it ends when the last program has closed its files there", e.getMessage());
        mount.unmountLazily();
        // Whoever has told this process to end may not wait for those programs.
        volume.commitAll();
      }
    } catch (IOException e) {
      LOG.error("unmounting failed: {}", e.getMessage());
    }
  }
}
