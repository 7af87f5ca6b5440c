package io.cofferfs.test.mount;

import io.cofferfs.cli.mount.OpenVolume;
import io.cofferfs.cli.mount.VolumeSettings;
import io.cofferfs.fs.fuse.FuseLibrary;
import io.cofferfs.fs.fuse.FuseMount;
import io.cofferfs.fs.fuse.MountOptions;
import io.cofferfs.fs.namespace.NamespaceSettings;
import io.cofferfs.fs.s3.AwsObjectStore;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ServerSideEncryption.BucketDefault;
import io.cofferfs.fs.vfs.TreeSettings;
import io.cofferfs.fs.volume.DefaultAttributes;
import io.cofferfs.fs.volume.KeySpace;
import io.cofferfs.fs.volume.PlainCodec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;

/**
 * Mounts a bucket that others mount too: MOUNTPOINT ENDPOINT CA BUCKET TTL_MILLISECONDS, and {@link
 * #IMMUTABLE} or not.
 */
final class SharedBucketMount {
  static final String IMMUTABLE = "immutable";

  private static final DefaultAttributes ROOTS = new DefaultAttributes(0, 0, 0644, 0755);

  private SharedBucketMount() {}

  public static void main(String[] arguments) throws IOException {
    Path mountPoint = Path.of(arguments[0]);
    Duration ttl = Duration.ofMillis(Long.parseLong(arguments[4]));
    boolean immutable = arguments.length > 5 && arguments[5].equals(IMMUTABLE);
    ObjectStore store = open(arguments[1], Path.of(arguments[2]), arguments[3]);
    VolumeSettings settings =
        new VolumeSettings(
            NamespaceSettings.of(ROOTS).withTtl(ttl).withImmutable(immutable),
            TreeSettings.AS_STORED,
            /* memoryBytes= */ 64 << 20,
            mountPoint.resolveSibling("staging"));
    OpenVolume volume =
        OpenVolume.open(
            new OpenVolume.Place(store, new PlainCodec(1 << 16, ROOTS), new KeySpace("")),
            settings,
            new SecureRandom(),
            Clock.systemUTC());
    FuseMount mount =
        FuseMount.mount(
            FuseLibrary.load(),
            volume.tree(),
            mountPoint,
            MountOptions.of("s3://" + arguments[3]).withTtl(ttl).withImmutable(immutable));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(mount)));
    System.out.println(MountProcess.READY);
    mount.awaitUnmounted();
    volume.close();
    store.close();
  }

  static ObjectStore open(String endpoint, Path caBundle, String bucket) throws IOException {
    return AwsObjectStore.open(
        CustomerKeyMount.connection(URI.create(endpoint), caBundle, bucket), new BucketDefault());
  }

  private static void end(FuseMount mount) {
    try {
      mount.unmount();
    } catch (IOException e) {
      System.err.println("not unmounted: " + e.getMessage());
    }
  }
}
