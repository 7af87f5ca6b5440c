package io.cofferfs.cli.demo;

import io.cofferfs.fs.fuse.MountTable;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/** Takes the mount, the server and all files of the demo away, once. */
final class CleanUp {
  private final Shell shell;
  private final Path launcher;
  private final Path mountPoint;
  private final Path work;
  private Optional<DemoServer> server = Optional.empty();
  private boolean done;

  CleanUp(Shell shell, Path launcher, Path mountPoint, Path work) {
    this.shell = shell;
    this.launcher = launcher;
    this.mountPoint = mountPoint;
    this.work = work;
  }

  synchronized void endAtLast(DemoServer started) {
    server = Optional.of(started);
  }

  synchronized void run() {
    if (done) {
      return;
    }
    done = true;
    try {
      if (isMounted()) {
        shell.run(Path.of("/"), List.of(launcher.toString(), "unmount", mountPoint.toString()));
      }
      if (isMounted()) {
        shell.run(Path.of("/"), List.of("fusermount", "-uz", mountPoint.toString()));
      }
      server.ifPresent(DemoServer::close);
      if (!isMounted()) {
        Files.walkFileTree(work, new Deletion());
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("the demo's files in " + work + " were left", e);
    }
  }

  private boolean isMounted() {
    return MountTable.read().find(mountPoint).filter(MountTable.Entry::isCofferfs).isPresent();
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path directory, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
