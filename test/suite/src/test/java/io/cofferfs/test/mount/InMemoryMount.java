package io.cofferfs.test.mount;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.fuse.FuseLibrary;
import io.cofferfs.fs.fuse.FuseMount;
import io.cofferfs.fs.fuse.MountOptions;
import io.cofferfs.fs.fuse.Unmounting;
import io.cofferfs.fs.vfs.FileHandle;
import io.cofferfs.fs.vfs.InMemoryFileTree;
import io.cofferfs.fs.vfs.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** A process that mounts a tree on the heap: {@code MOUNTPOINT [OPTION…]}. */
final class InMemoryMount {
  /** Every flush fails, as if the bucket had refused the data. */
  static final String FAILING_FLUSH = "failing-flush";

  /** The kernel believes nothing, so every request comes through. */
  static final String NO_TTL = "no-ttl";

  static final String IMMUTABLE = "immutable";
  static final String READ_ONLY = "read-only";

  private InMemoryMount() {}

  private static final class FailingFlush extends InMemoryFileTree {
    FailingFlush(Owner owner) {
      super(Clock.systemUTC(), owner);
    }

    @Override
    public void flush(FileHandle handle) throws IOException {
      throw new FileException(Reason.STALE, "someone else was faster");
    }
  }

  public static void main(String[] arguments) throws IOException {
    Path mountPoint = Path.of(arguments[0]);
    List<String> words = List.of(arguments).subList(1, arguments.length);
    FuseMount mount =
        FuseMount.mount(
            FuseLibrary.load(), tree(words, ownerOf(mountPoint)), mountPoint, options(words));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(mount, mountPoint)));
    System.out.println(MountProcess.READY);
    mount.awaitUnmounted();
    System.out.println("unmounted");
  }

  private static InMemoryFileTree tree(List<String> words, Owner owner) {
    return words.contains(FAILING_FLUSH)
        ? new FailingFlush(owner)
        : new InMemoryFileTree(Clock.systemUTC(), owner);
  }

  private static Owner ownerOf(Path directory) throws IOException {
    return new Owner(
        (Integer) Files.getAttribute(directory, "unix:uid"),
        (Integer) Files.getAttribute(directory, "unix:gid"));
  }

  private static MountOptions options(List<String> words) {
    MountOptions options =
        MountOptions.of("s3://memory")
            .withImmutable(words.contains(IMMUTABLE))
            .withReadOnly(words.contains(READ_ONLY));
    return words.contains(NO_TTL) ? options.withTtl(Duration.ZERO) : options;
  }

  private static void end(FuseMount mount, Path mountPoint) {
    try {
      mount.unmount();
    } catch (IOException e) {
      System.err.println("unmounting lazily: " + e.getMessage());
      endLazily(mountPoint);
    }
  }

  private static void endLazily(Path mountPoint) {
    try {
      Unmounting.unmountLazily(mountPoint);
    } catch (IOException e) {
      System.err.println("not unmounted: " + e.getMessage());
    }
  }
}
