package io.cofferfs.test.mount;

import io.cofferfs.cli.mount.OpenVolume;
import io.cofferfs.cli.mount.VolumeSettings;
import io.cofferfs.crypto.KeyFileKey;
import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.crypto.VolumeFile;
import io.cofferfs.crypto.VolumeKeys;
import io.cofferfs.crypto.VolumeOptions;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.fuse.FuseLibrary;
import io.cofferfs.fs.fuse.FuseMount;
import io.cofferfs.fs.fuse.MountOptions;
import io.cofferfs.fs.fuse.Unmounting;
import io.cofferfs.fs.namespace.NamespaceSettings;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.vfs.FileHandle;
import io.cofferfs.fs.vfs.FileTree;
import io.cofferfs.fs.vfs.InMemoryFileTree;
import io.cofferfs.fs.vfs.Owner;
import io.cofferfs.fs.vfs.TreeSettings;
import io.cofferfs.fs.volume.CofferCodec;
import io.cofferfs.fs.volume.DefaultAttributes;
import io.cofferfs.fs.volume.KeySpace;
import io.cofferfs.fs.volume.NameMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** A process that mounts a tree on the heap: {@code MOUNTPOINT [OPTION…]}. */
final class InMemoryMount {
  /** Every flush fails, as if the bucket had refused the data. */
  static final String FAILING_FLUSH = "failing-flush";

  /** Serves a {@link WatchedTree}, and tells at the end what it has seen. */
  static final String WATCHED = "watched";

  /** The kernel believes nothing, so every request comes through. */
  static final String NO_TTL = "no-ttl";

  /** Other users may enter. */
  static final String ALLOW_OTHER = "allow-other";

  static final String IMMUTABLE = "immutable";
  static final String READ_ONLY = "read-only";

  /** Serves a volume that encrypts names too, in a bucket on the heap. */
  static final String ENCRYPTED_VOLUME = "encrypted-volume";

  private static final VolumeOptions OPTIONS =
      new VolumeOptions(VolumeOptions.DEFAULT.chunkSize(), /* encryptNames= */ true);
  private static final long LAST_WORDS_MILLIS = 10_000;
  private static final long MEMORY_BYTES = 256L << 20;

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
    if (words.contains(ENCRYPTED_VOLUME)) {
      serveVolume(mountPoint, words);
    } else if (words.contains(WATCHED)) {
      WatchedTree watched = new WatchedTree(ownerOf(mountPoint));
      serve(watched, mountPoint, words);
      System.out.println(watched.seen());
    } else {
      serve(tree(words, ownerOf(mountPoint)), mountPoint, words);
    }
    System.out.println("unmounted");
  }

  private static void serve(FileTree tree, Path mountPoint, List<String> words) throws IOException {
    FuseMount mount = FuseMount.mount(FuseLibrary.load(), tree, mountPoint, options(words));
    Thread main = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  end(mount, mountPoint);
                  awaitLastWords(main);
                }));
    System.out.println(MountProcess.READY);
    mount.awaitUnmounted();
  }

  private static void serveVolume(Path mountPoint, List<String> words) throws IOException {
    SecureRandom random = new SecureRandom();
    Owner owner = ownerOf(mountPoint);
    DefaultAttributes defaults = new DefaultAttributes(owner.uid(), owner.gid(), 0644, 0755);
    Path staging = Path.of(System.getProperty("java.io.tmpdir"));
    try (KeyFileKey key = new KeyFileKey(SecretBytes.random(random, 32));
        VolumeKeys keys = VolumeFile.create(OPTIONS, key, random).unlock(key)) {
      OpenVolume.Place place =
          new OpenVolume.Place(
              new InMemoryObjectStore(),
              new CofferCodec(keys),
              new KeySpace("volume/", NameMapping.of(keys.names())));
      VolumeSettings settings =
          new VolumeSettings(
              NamespaceSettings.of(defaults), TreeSettings.AS_STORED, MEMORY_BYTES, staging);
      try (OpenVolume volume = OpenVolume.open(place, settings, random, Clock.systemUTC())) {
        serve(volume.tree(), mountPoint, words);
      }
    }
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
            .withAllowOther(words.contains(ALLOW_OTHER))
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

  /** What is told after unmounting is part of what tests look at. */
  private static void awaitLastWords(Thread main) {
    try {
      main.join(LAST_WORDS_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
