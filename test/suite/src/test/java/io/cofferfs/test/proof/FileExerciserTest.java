package io.cofferfs.test.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.vfs.FileHandle;
import io.cofferfs.fs.vfs.OpenMode;
import io.cofferfs.fs.vfs.TestMount;
import io.cofferfs.test.mount.MountProcess;
import io.cofferfs.test.mount.RequiresFuse;
import io.cofferfs.test.proof.ProofVolume.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * S-1, S-2, S-4 and S-73 through the kernel: whatever is done to a file, by system calls and
 * through shared memory, it holds what was written to it, and so does the bucket once it is closed.
 *
 * <p>Neither the mount nor the server may be in this process: while a thread here waits for a page
 * of a mapped file, the JVM cannot stop it to collect garbage, and all others wait for that.
 */
@Tag("proof")
@RequiresFuse
final class FileExerciserTest {
  private static final Duration TTL = Duration.ofSeconds(1);
  private static final int MAX_LENGTH = 1 << 20;

  private static final String BUCKET = "bucket";

  @ParameterizedTest
  @EnumSource
  void fiveThousandOperations_leaveWhatTheyShould(Kind kind, @TempDir Path place)
      throws IOException {
    exercise(kind, place, /* seed= */ 1, List.of(2_500, 2_500));
  }

  /** For the night; {@code -Dgroups=nightly -DexcludedGroups=}. */
  @Tag("nightly")
  @ParameterizedTest
  @MethodSource
  void hundredThousandOperations_leaveWhatTheyShould(Kind kind, long seed, @TempDir Path place)
      throws IOException {
    exercise(kind, place, seed, IntStream.range(0, 10).mapToObj(i -> 10_000).toList());
  }

  static Stream<Arguments> hundredThousandOperations_leaveWhatTheyShould() {
    return Arrays.stream(Kind.values())
        .flatMap(kind -> Stream.of(2L, 3L, 5L).map(seed -> Arguments.of(kind, seed)));
  }

  /** As many operations on each of several mounts, one after the other, of one volume. */
  private static void exercise(Kind kind, Path place, long seed, List<Integer> rounds)
      throws IOException {
    try (ServerProcess server = ServerProcess.start(BUCKET)) {
      exercise(ProofVolume.create(kind, server.endpoint(), BUCKET, place), seed, rounds);
    }
  }

  private static void exercise(ProofVolume volume, long seed, List<Integer> rounds)
      throws IOException {
    Path place = volume.directory();
    Path mountPoint = Files.createDirectory(place.resolve("mnt"));
    Path staging = Files.createDirectory(place.resolve("staging"));
    FileExerciser exerciser = new FileExerciser(mountPoint.resolve("file"), seed);
    for (int operations : rounds) {
      try (MountProcess mount = ProofMount.start(volume, mountPoint, staging, TTL)) {
        exerciser.open();
        exerciser.run(operations);
        exerciser.close();
        assertThat(mount.log()).noneMatch(line -> line.contains("ERROR"));
      }
      assertThat(stored(volume, staging))
          .as("seed %d, in the bucket", seed)
          .isEqualTo(exerciser.expected());
    }
  }

  private static byte[] stored(ProofVolume volume, Path staging) throws IOException {
    try (ObjectStore store = volume.openStore();
        TestMount another = volume.open(store, staging, Duration.ZERO)) {
      FileHandle handle = another.tree().open("/file", OpenMode.READ);
      ByteBuffer content = ByteBuffer.allocate(MAX_LENGTH);
      another.tree().read(handle, 0, content);
      another.tree().release(handle);
      return Arrays.copyOf(content.array(), content.position());
    }
  }
}
