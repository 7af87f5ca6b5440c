package io.cofferfs.test.s3;

import io.cofferfs.crypto.KeyFile;
import io.cofferfs.crypto.s3ec.S3ecKeys;
import io.cofferfs.crypto.s3ec.S3ecKeys.Accepted;
import io.cofferfs.fs.fuse.FuseLibrary;
import io.cofferfs.fs.fuse.FuseMount;
import io.cofferfs.fs.fuse.MountOptions;
import io.cofferfs.fs.s3.AwsObjectStore;
import io.cofferfs.fs.s3.Connection;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ServerSideEncryption;
import io.cofferfs.test.mount.MountProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * A process that mounts a bucket of the S3 Encryption Client: {@code MOUNTPOINT ENDPOINT BUCKET
 * KEYFILE STAGING}.
 */
public final class S3ecMount {
  private S3ecMount() {}

  public static void main(String[] arguments) throws IOException {
    Path mountPoint = Path.of(arguments[0]);
    S3ecKeys keys =
        S3ecKeys.ofAes(
            KeyFile.parse(Files.readAllBytes(Path.of(arguments[3]))),
            Accepted.COMMITTED,
            new SecureRandom());
    try (ObjectStore store = store(URI.create(arguments[1]), arguments[2]);
        S3ecTree volume = new S3ecTree(store, keys, Path.of(arguments[4]))) {
      FuseMount mount =
          FuseMount.mount(
              FuseLibrary.load(), volume.tree, mountPoint, MountOptions.of("s3://" + arguments[2]));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(mount)));
      System.out.println(MountProcess.READY);
      mount.awaitUnmounted();
    }
  }

  private static ObjectStore store(URI endpoint, String bucket) throws IOException {
    Connection connection =
        new Connection(
            bucket,
            Optional.of(endpoint),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            /* anonymous= */ false,
            /* pathStyle= */ true,
            /* maxConnections= */ 16,
            S3Servers.PATIENCE,
            /* allowInsecureSseC= */ false);
    return AwsObjectStore.open(connection, new ServerSideEncryption.BucketDefault());
  }

  private static void end(FuseMount mount) {
    try {
      mount.unmount();
    } catch (IOException e) {
      System.err.println("not unmounted: " + e.getMessage());
    }
  }
}
