package io.cofferfs.test.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.test.server.EmbeddedS3;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two mounts of a bucket on a server that ignores the conditions of writes (S-62). */
@RequiresFuse
@NullUnmarked
final class IgnoredConditionsMountTest {
  @TempDir private static Path directory;
  private static SharedBucket bucket;
  private static MountProcess one;
  private static MountProcess two;

  @BeforeAll
  static void mountTwice() throws IOException {
    bucket = SharedBucket.on(EmbeddedS3.builder().ignoringConditions(), directory);
    one = bucket.mount("one", /* ttlMillis= */ 0);
    two = bucket.mount("two", /* ttlMillis= */ 0);
  }

  @AfterAll
  static void unmount() throws IOException {
    bucket.close();
  }

  /** S-62: but for the time of one request all else holds: the loser keeps its bytes (S-55). */
  @Test
  void sync_ofAFileThatTheOtherHasReplaced_isStaleAndKeepsItsBytesAside() throws IOException {
    for (int length : new int[] {1000, 400_000}) {
      String name = "contended" + length;
      Files.write(one.mountPoint().resolve(name), filled(1, length));
      FileChannel slower =
          FileChannel.open(two.mountPoint().resolve(name), StandardOpenOption.WRITE);
      slower.write(ByteBuffer.wrap(filled(2, length)));
      Files.write(one.mountPoint().resolve(name), filled(3, length));

      assertThatThrownBy(() -> slower.force(true)).hasMessageContaining("Stale file handle");
      assertThatThrownBy(slower::close).hasMessageContaining("Stale file handle");

      assertThat(Files.readAllBytes(two.mountPoint().resolve(name))).isEqualTo(filled(3, length));
      List<String> copies = SharedBucket.namesBeginningWith(name + ".conflict-", one.mountPoint());
      assertThat(copies).hasSize(1);
      assertThat(Files.readAllBytes(one.mountPoint().resolve(copies.get(0))))
          .isEqualTo(filled(2, length));
    }
    assertThat(two.log())
        .filteredOn(line -> line.contains("the endpoint ignores the conditions of writes"))
        .hasSize(1);
  }

  @Test
  void createDirectory_thatTheOtherHasMade_fails() throws IOException {
    Files.createDirectory(one.mountPoint().resolve("directory"));
    assertThatThrownBy(() -> Files.createDirectory(two.mountPoint().resolve("directory")))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  private static byte[] filled(int with, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) with);
    return bytes;
  }
}
