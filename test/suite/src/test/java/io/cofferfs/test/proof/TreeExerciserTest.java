package io.cofferfs.test.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.vfs.FileHandle;
import io.cofferfs.fs.vfs.FileTree;
import io.cofferfs.fs.vfs.OpenMode;
import io.cofferfs.fs.vfs.Owner;
import io.cofferfs.fs.vfs.TestMount;
import io.cofferfs.test.mount.MountProcess;
import io.cofferfs.test.mount.RequiresFuse;
import io.cofferfs.test.proof.ProofVolume.Kind;
import io.cofferfs.test.server.EmbeddedS3;
import io.cofferfs.test.server.Reaction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * S-1, S-2, S-4, S-6, S-7, S-9, S-13, S-17 and S-74 through the kernel: a mount answers as a local
 * disk does, whatever fails on the way to the server, and shows what others do to the bucket.
 */
@Tag("proof")
@RequiresFuse
final class TreeExerciserTest {
  private static final String BUCKET = "bucket";
  private static final Duration TTL = Duration.ofMillis(100);
  private static final Owner ROOT = new Owner(0, 0);

  @TempDir Path place;
  private EmbeddedS3 server;
  private Path mountPoint;
  private Path local;

  @BeforeEach
  void prepare() throws IOException {
    server = EmbeddedS3.builder().allowInsecureSseC().smallParts().start();
    server.createBucket(BUCKET);
    System.setProperty("aws.accessKeyId", server.accessKey());
    System.setProperty("aws.secretAccessKey", server.secretKey());
    mountPoint = Files.createDirectory(place.resolve("mnt"));
    local = Files.createDirectory(place.resolve("local"));
    Files.createDirectory(place.resolve("staging"));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void thousandSteps_withFaultsAndRemoteChanges_answerAsALocalDirectory(Kind kind)
      throws IOException {
    exercise(kind, /* seed= */ 1, /* rounds= */ 10);
  }

  /** For the night; {@code -Dgroups=nightly -DexcludedGroups=}. */
  @Tag("nightly")
  @ParameterizedTest
  @MethodSource
  void twentyThousandSteps_withFaultsAndRemoteChanges_answerAsALocalDirectory(Kind kind, long seed)
      throws IOException {
    exercise(kind, seed, /* rounds= */ 200);
  }

  static Stream<Arguments>
      twentyThousandSteps_withFaultsAndRemoteChanges_answerAsALocalDirectory() {
    return Arrays.stream(Kind.values())
        .flatMap(kind -> Stream.of(2L, 3L, 5L).map(seed -> Arguments.of(kind, seed)));
  }

  private void exercise(Kind kind, long seed, int rounds) throws IOException {
    ProofVolume volume = ProofVolume.create(kind, server.endpoint(), BUCKET, place);
    RandomFaults faults = new RandomFaults(seed);
    TreeExerciser exerciser = new TreeExerciser(mountPoint, local, seed);
    SplittableRandom random = new SplittableRandom(seed);
    Path staging = place.resolve("staging");
    try (ObjectStore store = volume.openStore();
        TestMount elsewhere = volume.open(store, staging, Duration.ZERO);
        MountProcess mount = ProofMount.start(volume, mountPoint, staging, TTL)) {
      server.hook(faults);
      for (int round = 0; round < rounds; round++) {
        exerciser.run(100);
        exerciser.changeRemotely(
            (name, path, content) -> change(elsewhere.tree(), random, name, path, content));
        if (round % 10 == 5) {
          requireFsyncTellsOfAnOutage(faults);
        }
      }
      exerciser.settle();
      server.hook(request -> Reaction.pass());
      mount.unmount();
      assertThat(mount.log()).noneMatch(line -> line.contains("ERROR"));
    }
    assertThat(faults.count()).as("requests that failed").isPositive();
    try (MountProcess mount = ProofMount.start(volume, mountPoint, staging, TTL)) {
      assertThat(TreeView.of(mountPoint))
          .as("seed %d, after a new mount", seed)
          .isEqualTo(TreeView.of(local));
    }
  }

  /** Changes what is under a name, if anything can be; what was done. */
  private static String change(
      FileTree tree, SplittableRandom random, String name, Path path, byte[] content)
      throws IOException {
    String volumePath = '/' + name;
    Path parent = path.resolveSibling("");
    // A tree follows no links; the kernel does.
    boolean direct = Attempt.at(parent::toRealPath).equals(new Attempt(parent, null));
    if (!direct || !Files.isDirectory(parent)) {
      return "nothing remote";
    }
    if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && random.nextBoolean()) {
      tree.unlink(volumePath);
      Files.delete(path);
      return "remote unlink " + name;
    }
    if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      write(tree, tree.open(volumePath, new OpenMode(false, true, false, true, false)), content);
      Files.write(path, content);
      return "remote rewrite of " + name;
    }
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return "nothing remote";
    }
    if (random.nextBoolean()) {
      tree.createDirectory(volumePath, 0750, ROOT);
      Files.createDirectory(path);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-x---"));
      return "remote mkdir " + name;
    }
    write(tree, tree.create(volumePath, 0640, OpenMode.WRITE, ROOT), content);
    Files.write(path, content);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
    return "remote creation of " + name;
  }

  private static void write(FileTree tree, FileHandle handle, byte[] content) throws IOException {
    tree.write(handle, 0, ByteBuffer.wrap(content));
    tree.flush(handle);
    tree.release(handle);
  }

  /**
   * S-2: fsync() fails when the bucket does not take the bytes, and a later one makes up for it.
   */
  private void requireFsyncTellsOfAnOutage(RandomFaults faults) throws IOException {
    Path file = mountPoint.resolve("outage");
    byte[] content = {1, 2, 3};
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
      channel.write(ByteBuffer.wrap(content));
      faults.refuseWrites(true);
      assertThatThrownBy(() -> channel.force(true)).isInstanceOf(IOException.class);
      faults.refuseWrites(false);
      channel.force(true);
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(content);
    Files.delete(file);
  }
}
