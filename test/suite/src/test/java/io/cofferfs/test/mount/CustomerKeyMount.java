package io.cofferfs.test.mount;

import io.cofferfs.cli.mount.OpenVolume;
import io.cofferfs.cli.mount.VolumeSettings;
import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.KeyFile;
import io.cofferfs.fs.fuse.FuseLibrary;
import io.cofferfs.fs.fuse.FuseMount;
import io.cofferfs.fs.fuse.MountOptions;
import io.cofferfs.fs.namespace.NamespaceSettings;
import io.cofferfs.fs.s3.AwsObjectStore;
import io.cofferfs.fs.s3.Connection;
import io.cofferfs.fs.s3.CustomerKey;
import io.cofferfs.fs.s3.CustomerKeyring;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ServerSideEncryption.CustomerKeys;
import io.cofferfs.fs.vfs.TreeSettings;
import io.cofferfs.fs.volume.DefaultAttributes;
import io.cofferfs.fs.volume.KeySpace;
import io.cofferfs.fs.volume.PlainCodec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Mounts a bucket whose objects are under customer keys: MOUNTPOINT ENDPOINT CA BUCKET KEYFILE. */
final class CustomerKeyMount {
  private static final DefaultAttributes ROOTS = new DefaultAttributes(0, 0, 0644, 0755);

  private CustomerKeyMount() {}

  public static void main(String[] arguments) throws IOException {
    Path mountPoint = Path.of(arguments[0]);
    ObjectStore store =
        AwsObjectStore.open(
            connection(URI.create(arguments[1]), Path.of(arguments[2]), arguments[3]),
            new CustomerKeys(keyring(Path.of(arguments[4]))));
    OpenVolume volume =
        OpenVolume.open(
            new OpenVolume.Place(store, new PlainCodec(1 << 16, ROOTS), new KeySpace("")),
            settings(mountPoint),
            new SecureRandom(),
            Clock.systemUTC());
    FuseMount mount =
        FuseMount.mount(
            FuseLibrary.load(), volume.tree(), mountPoint, MountOptions.of("s3://" + arguments[3]));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(mount)));
    System.out.println(MountProcess.READY);
    mount.awaitUnmounted();
    volume.close();
    store.close();
  }

  static CustomerKeyring keyring(Path keyFile) throws IOException, CofferException {
    return CustomerKeyring.of(
        KeyFile.parse(Files.readAllBytes(keyFile)).stream().map(CustomerKey::new).toList());
  }

  static Connection connection(URI endpoint, Path caBundle, String bucket) {
    return new Connection(
        bucket,
        Optional.of(endpoint),
        Optional.empty(),
        Optional.empty(),
        Optional.of(caBundle),
        /* anonymous= */ false,
        /* pathStyle= */ true,
        /* maxConnections= */ 16,
        Duration.ofSeconds(20),
        /* allowInsecureSseC= */ false);
  }

  private static VolumeSettings settings(Path mountPoint) {
    return new VolumeSettings(
        NamespaceSettings.of(ROOTS),
        TreeSettings.AS_STORED,
        /* memoryBytes= */ 64 << 20,
        mountPoint.resolveSibling("staging"));
  }

  private static void end(FuseMount mount) {
    try {
      mount.unmount();
    } catch (IOException e) {
      System.err.println("not unmounted: " + e.getMessage());
    }
  }
}
