package io.cofferfs.test.proof;

import io.cofferfs.cli.mount.OpenVolume;
import io.cofferfs.cli.mount.VolumeSettings;
import io.cofferfs.fs.fuse.FuseLibrary;
import io.cofferfs.fs.fuse.FuseMount;
import io.cofferfs.fs.fuse.MountOptions;
import io.cofferfs.fs.namespace.NamespaceSettings;
import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.ListPage;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.vfs.TreeSettings;
import io.cofferfs.fs.volume.DefaultAttributes;
import io.cofferfs.fs.volume.KeySpace;
import io.cofferfs.fs.volume.PlainCodec;
import io.cofferfs.test.mount.MountProcess;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Mounts a bucket whose {@code large/} lists as many objects as are asked for, none of which is
 * kept anywhere: {@code MOUNTPOINT STAGING COUNT}.
 */
public final class LargeDirectoryMount {
  private static final DefaultAttributes DEFAULTS = new DefaultAttributes(0, 0, 0644, 0755);
  private static final String PREFIX = "large/";

  private LargeDirectoryMount() {}

  public static void main(String[] arguments) throws IOException {
    Path mountPoint = Path.of(arguments[0]);
    OpenVolume.Place place =
        new OpenVolume.Place(
            storeOf(Long.parseLong(arguments[2])),
            new PlainCodec(1 << 16, DEFAULTS),
            new KeySpace(""));
    VolumeSettings settings =
        new VolumeSettings(
            NamespaceSettings.of(DEFAULTS).withRememberedObjects(1_000),
            TreeSettings.AS_STORED,
            /* memoryBytes= */ 16 << 20,
            Path.of(arguments[1]));
    try (OpenVolume volume =
        OpenVolume.open(place, settings, new SecureRandom(), Clock.systemUTC())) {
      FuseMount mount =
          FuseMount.mount(
              FuseLibrary.load(), volume.tree(), mountPoint, MountOptions.of("s3://large"));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(mount)));
      System.out.println(MountProcess.READY);
      mount.awaitUnmounted();
    }
  }

  private static void end(FuseMount mount) {
    try {
      mount.unmount();
    } catch (IOException e) {
      System.err.println("not unmounted: " + e.getMessage());
    }
  }

  private static ObjectStore storeOf(long count) {
    ObjectStore empty = new InMemoryObjectStore();
    return (ObjectStore)
        Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("list")
                  && arguments[0] instanceof ListRequest request
                  && request.prefix().startsWith(PREFIX)) {
                return page(request, count);
              }
              try {
                return method.invoke(empty, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static ListPage page(ListRequest request, long count) {
    if (!request.prefix().equals(PREFIX)) {
      return new ListPage(List.of(), List.of(), Optional.empty());
    }
    long start = request.continuation().map(Long::parseLong).orElse(0L);
    long end = Math.min(count, start + request.maxKeys());
    return new ListPage(
        LongStream.range(start, end).mapToObj(LargeDirectoryMount::object).toList(),
        List.of(),
        end == count ? Optional.empty() : Optional.of(Long.toString(end)));
  }

  private static ListedObject object(long number) {
    String key = PREFIX + "file-%09d".formatted(number);
    return new ListedObject(
        key, new ETag("\"" + number + "\""), /* length= */ 7, Instant.EPOCH, "STANDARD");
  }
}
