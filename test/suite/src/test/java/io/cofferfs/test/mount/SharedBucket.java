package io.cofferfs.test.mount;

import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.test.server.EmbeddedS3;
import io.cofferfs.test.server.RequestHook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A bucket on a server of its own, and the processes that mount it. */
final class SharedBucket implements AutoCloseable {
  private static final String NAME = "shared";

  private final EmbeddedS3 server;
  private final Path directory;
  private final List<MountProcess> mounts = new ArrayList<>();

  private SharedBucket(EmbeddedS3 server, Path directory) {
    this.server = server;
    this.directory = directory;
  }

  /**
   * @param kind of server
   * @param directory empty, for mount points and staging
   */
  static SharedBucket on(EmbeddedS3.Builder kind, Path directory) throws IOException {
    EmbeddedS3 server = kind.start();
    server.createBucket(NAME);
    System.setProperty("aws.accessKeyId", server.accessKey());
    System.setProperty("aws.secretAccessKey", server.secretKey());
    Files.createDirectory(directory.resolve("staging"));
    return new SharedBucket(server, directory);
  }

  /** What another tool has in its hands. */
  ObjectStore store() throws IOException {
    return SharedBucketMount.open(server.secureEndpoint().toString(), server.caBundle(), NAME);
  }

  /** From now on this hook sees the requests of all. */
  void hook(RequestHook hook) {
    server.hook(hook);
  }

  MountProcess mount(String name, long ttlMillis) throws IOException {
    return mount(name, ttlMillis, "");
  }

  /** For a bucket that nobody is to change. */
  MountProcess mountImmutable(String name) throws IOException {
    return mount(name, /* ttlMillis= */ 0, SharedBucketMount.IMMUTABLE);
  }

  private MountProcess mount(String name, long ttlMillis, String option) throws IOException {
    Path mountPoint = Files.createDirectory(directory.resolve(name));
    String[] arguments = {
      mountPoint.toString(),
      server.secureEndpoint().toString(),
      server.caBundle().toString(),
      NAME,
      Long.toString(ttlMillis),
      option
    };
    MountProcess mount =
        MountProcess.start(
            MountProcess.Command.of(SharedBucketMount.class, arguments)
                .withJvmArguments(
                    "-Xmx256m",
                    "-Daws.accessKeyId=" + server.accessKey(),
                    "-Daws.secretAccessKey=" + server.secretKey()),
            mountPoint);
    mounts.add(mount);
    return mount;
  }

  static List<String> namesBeginningWith(String start, Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(p -> p.getFileName().toString()).filter(n -> n.startsWith(start)).toList();
    }
  }

  @Override
  public void close() throws IOException {
    for (MountProcess mount : mounts) {
      mount.close();
    }
    server.close();
  }
}
