package io.cofferfs.test.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.test.server.EmbeddedS3;
import io.cofferfs.test.server.Reaction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A mount with {@code --immutable}, of a bucket that is changed all the same. Its time to live is
 * none, so that whatever it believes, it believes for that reason.
 */
@RequiresFuse
@NullUnmarked
final class ImmutableMountTest {
  private static final int LARGE = 8 << 20;
  @TempDir private static Path directory;
  private static final AtomicInteger REQUESTS = new AtomicInteger();
  private static SharedBucket bucket;
  private static ObjectStore elsewhere;
  private static MountProcess mount;

  @BeforeAll
  static void mountIt() throws IOException {
    bucket = SharedBucket.on(EmbeddedS3.builder(), directory);
    elsewhere = bucket.store();
    // What is made later, a mount that has listed the directory above never gets to see.
    put("names/there", 1, 100);
    put("content/file", 1, 300_000);
    put("gone/file", 1, LARGE);
    put("own/file", 1, 1000);
    mount = bucket.mountImmutable("mount");
    bucket.hook(
        request -> {
          REQUESTS.incrementAndGet();
          return Reaction.pass();
        });
  }

  @AfterAll
  static void unmount() throws IOException {
    bucket.close();
    elsewhere.close();
  }

  /** S-113: names, their absence and attributes are believed for ever. */
  @Test
  void names_seenOnce_areBelievedWithoutARequest() throws IOException {
    assertThat(Files.size(path("names/there"))).isEqualTo(100);
    assertThat(path("names/missing")).doesNotExist();
    assertThat(namesIn("names")).containsExactly("there");

    put("names/there", 2, 200);
    put("names/missing", 2, 200);
    put("names/more", 2, 200);
    REQUESTS.set(0);

    for (int i = 0; i < 3; i++) {
      assertThat(Files.size(path("names/there"))).isEqualTo(100);
      assertThat(path("names/missing")).doesNotExist();
      assertThat(namesIn("names")).containsExactly("there");
    }
    elsewhere.delete("names/there", Precondition.none());
    assertThat(Files.size(path("names/there"))).isEqualTo(100);
    assertThat(REQUESTS).hasValue(1); // the deletion
  }

  /** S-113: content that was read once is read again, with each open, as it was. */
  @Test
  void content_readOnce_isReadAgainWithoutARequest() throws IOException {
    assertThat(Files.readAllBytes(path("content/file"))).isEqualTo(filled(1, 300_000));
    put("content/file", 2, 300_000);
    REQUESTS.set(0);
    assertThat(Files.readAllBytes(path("content/file"))).isEqualTo(filled(1, 300_000));
    assertThat(REQUESTS).hasValue(0);
  }

  /** S-113: of a version that is gone nothing is mixed with another one. */
  @Test
  void content_ofAVersionThatIsGone_isStale() throws IOException {
    assertThat(Files.size(path("gone/file"))).isEqualTo(LARGE);
    put("gone/file", 2, LARGE);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> Files.readAllBytes(path("gone/file")))
          .hasMessageContaining("Stale file handle");
    }
    assertThat(Files.size(path("gone/file"))).isEqualTo(LARGE);
  }

  /** S-113: what this mount changes itself it sees at once. */
  @Test
  void ownChanges_areSeenAtOnce() throws IOException {
    assertThat(Files.readAllBytes(path("own/file"))).isEqualTo(filled(1, 1000));
    assertThat(path("own/new")).doesNotExist();
    assertThat(namesIn("own")).containsExactly("file");

    Files.write(path("own/file"), filled(2, 500));
    Files.write(path("own/new"), filled(3, 10));
    assertThat(Files.readAllBytes(path("own/file"))).isEqualTo(filled(2, 500));
    assertThat(Files.readAllBytes(path("own/new"))).isEqualTo(filled(3, 10));
    assertThat(namesIn("own")).containsExactly("file", "new");

    Files.move(path("own/new"), path("own/moved"));
    Files.delete(path("own/file"));
    assertThat(namesIn("own")).containsExactly("moved");
    try (FileChannel moved = FileChannel.open(path("own/moved"))) {
      assertThat(moved.read(ByteBuffer.allocate(100))).isEqualTo(10);
    }
  }

  private static void put(String key, int with, int length) throws IOException {
    elsewhere.put(key, PartBody.of(filled(with, length)), Map.of(), Precondition.none());
  }

  private static Path path(String key) {
    return mount.mountPoint().resolve(key);
  }

  private static List<String> namesIn(String name) throws IOException {
    return SharedBucket.namesBeginningWith("", path(name)).stream().sorted().toList();
  }

  private static byte[] filled(int with, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) with);
    return bytes;
  }
}
