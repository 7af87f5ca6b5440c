package io.cofferfs.test.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.test.server.EmbeddedS3;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two mounts of one bucket, through the kernel: S-55 and S-59 to S-60 of SEMANTICS.md. */
@RequiresFuse
@NullUnmarked
final class SeveralMountsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private static Path directory;
  private static SharedBucket bucket;
  private static MountProcess one;
  private static MountProcess two;
  private static MountProcess patient;

  @BeforeAll
  static void mountTwice() throws IOException {
    bucket = SharedBucket.on(EmbeddedS3.builder(), directory);
    one = bucket.mount("one", /* ttlMillis= */ 0);
    two = bucket.mount("two", /* ttlMillis= */ 0);
    patient = bucket.mount("patient", /* ttlMillis= */ 1000);
  }

  @AfterAll
  static void unmount() throws IOException {
    bucket.close();
  }

  private static Path in(MountProcess mount, String name) {
    return mount.mountPoint().resolve(name);
  }

  private static byte[] bytes(long seed, int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  /**
   * S-60: what was closed before a file is opened elsewhere is all there, also if it was cached.
   */
  @Test
  void open_afterAnotherMountClosed_hasAllOfIt() throws IOException {
    for (int round = 0; round < 10; round++) {
      MountProcess writer = round % 3 == 0 ? two : one;
      MountProcess reader = round % 3 == 0 ? one : two;
      byte[] content = bytes(round, 300_000);
      Files.write(in(writer, "same-length"), content);

      assertThat(Files.readAllBytes(in(reader, "same-length"))).isEqualTo(content);
      assertThat(mapped(in(reader, "same-length"))).isEqualTo(content);
    }
  }

  private static byte[] mapped(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      byte[] content = new byte[(int) channel.size()];
      channel.map(FileChannel.MapMode.READ_ONLY, 0, content.length).get(content);
      return content;
    }
  }

  /** S-60: also of what other tools write, whose times are in whole seconds. */
  @Test
  void open_afterAnotherToolHasWrittenTheSameLength_hasTheNewContent() throws IOException {
    try (ObjectStore store = bucket.store()) {
      for (int round = 0; round < 10; round++) {
        byte[] content = bytes(round, 5000);
        store.put("foreign", PartBody.of(content), Map.of(), Precondition.none());

        assertThat(Files.readAllBytes(in(two, "foreign"))).isEqualTo(content);
      }
    }
  }

  /** S-60: with a time to live, after that time at the latest. */
  @Test
  void open_withATimeToLive_hasTheNewContentSoon() throws IOException {
    Files.write(in(one, "soon"), bytes(1, 5000));
    assertThat(Files.readAllBytes(in(patient, "soon"))).hasSize(5000);
    Files.write(in(one, "soon"), bytes(2, 5000));

    Instant end = Instant.now().plus(PATIENCE);
    while (!Arrays.equals(Files.readAllBytes(in(patient, "soon")), bytes(2, 5000))) {
      assertThat(Instant.now()).as("the new content was not seen").isBefore(end);
    }
  }

  /** S-55: the loser gets ESTALE and finds its bytes beside the winner's. */
  @Test
  void sync_ofTheSlowerOfTwo_isStaleAndKeepsItsBytesAside() throws IOException {
    Files.write(in(one, "contended"), bytes(1, 1000));
    byte[] theirs = bytes(2, 400_000);
    byte[] ours = bytes(3, 400_000);
    try (FileChannel slower = overwrite(in(two, "contended"))) {
      slower.write(ByteBuffer.wrap(ours));
      Files.write(in(one, "contended"), theirs);

      assertThatThrownBy(() -> slower.force(true)).hasMessageContaining("Stale file handle");
    } catch (IOException e) {
      assertThat(e).as("of close()").hasMessageContaining("Stale file handle");
    }

    assertThat(Files.readAllBytes(in(two, "contended"))).isEqualTo(theirs);
    List<String> copies = SharedBucket.namesBeginningWith("contended.conflict-", one.mountPoint());
    assertThat(copies).hasSize(1);
    assertThat(Files.readAllBytes(in(one, copies.get(0)))).isEqualTo(ours);
    assertThat(two.log()).anyMatch(line -> line.contains("another writer was faster"));
  }

  private static FileChannel overwrite(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
  }

  /** S-59: of two that make a directory, one has made it. */
  @Test
  void createDirectory_byTwoAtTheSameTime_hasOneWinner() throws Exception {
    CyclicBarrier together = new CyclicBarrier(2);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int i = 0; i < 20; i++) {
        String name = "directory" + i;
        Future<Boolean> first = threads.submit(() -> makes(together, in(one, name)));
        Future<Boolean> second = threads.submit(() -> makes(together, in(two, name)));
        assertThat(List.of(first.get(), second.get())).containsExactlyInAnyOrder(true, false);
      }
    } finally {
      threads.shutdown();
    }
  }

  private static boolean makes(CyclicBarrier together, Path path) throws Exception {
    together.await();
    try {
      Files.createDirectory(path);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }
}
