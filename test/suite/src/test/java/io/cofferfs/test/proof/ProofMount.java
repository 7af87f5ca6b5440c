package io.cofferfs.test.proof;

import io.cofferfs.fs.fuse.FuseLibrary;
import io.cofferfs.fs.fuse.FuseMount;
import io.cofferfs.fs.fuse.MountOptions;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.vfs.TestMount;
import io.cofferfs.test.mount.MountProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Mounts a {@link ProofVolume}: {@code MOUNTPOINT STAGING TTL WORDS…}. */
public final class ProofMount {
  private ProofMount() {}

  /** Starts a process that does it. */
  static MountProcess start(ProofVolume volume, Path mountPoint, Path staging, Duration ttl) {
    List<String> words = volume.words();
    MountProcess.Command command =
        MountProcess.Command.of(
                ProofMount.class,
                mountPoint.toString(),
                staging.toString(),
                ttl.toString(),
                words.get(0),
                words.get(1),
                words.get(2),
                words.get(3))
            .withJvmArguments(
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-Daws.accessKeyId=" + System.getProperty("aws.accessKeyId"),
                "-Daws.secretAccessKey=" + System.getProperty("aws.secretAccessKey"));
    return MountProcess.start(command, mountPoint);
  }

  /** Whether other users may enter, which only root may always allow. */
  static boolean servesOthers() {
    return "root".equals(System.getProperty("user.name"));
  }

  public static void main(String[] arguments) throws IOException {
    Path mountPoint = Path.of(arguments[0]);
    Duration ttl = Duration.parse(arguments[2]);
    ProofVolume volume =
        ProofVolume.of(List.of(arguments[3], arguments[4], arguments[5], arguments[6]));
    try (ObjectStore store = volume.openStore();
        TestMount layers = volume.open(store, Path.of(arguments[1]), ttl)) {
      MountOptions options =
          MountOptions.of("s3://" + volume.bucket()).withTtl(ttl).withAllowOther(servesOthers());
      FuseMount mount = FuseMount.mount(FuseLibrary.load(), layers.tree(), mountPoint, options);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(mount)));
      System.out.println(MountProcess.READY);
      mount.awaitUnmounted();
    }
    System.out.println("unmounted");
  }

  private static void end(FuseMount mount) {
    try {
      mount.unmount();
    } catch (IOException e) {
      System.err.println("not unmounted: " + e.getMessage());
    }
  }
}
