package io.cofferfs.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskCacheTest {
  private static final int SLOT = 100;
  private static final long EACH = SLOT + 4096; // With the header.
  private static final String NAME = "00112233";
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_000_000), ZoneOffset.UTC);

  @TempDir private Path directory;

  @Test
  void slot_thatWasWritten_isReadAgain_alsoByAnotherProcess() throws Exception {
    try (DiskCache cache = open(10_000)) {
      put(cache, NAME, 3, "first");
      assertThat(get(cache, NAME, 3, 5)).contains("first");
      assertThat(get(cache, NAME, 2, 5)).isEmpty();
      assertThat(cache.find("44556677")).isEmpty();
    }
    try (DiskCache next = open(10_000)) {
      assertThat(get(next, NAME, 3, 5)).contains("first");
      put(next, NAME, 3, "again");
      assertThat(get(next, NAME, 3, 5)).contains("again");
    }
  }

  @Test
  void slot_thatWasCleared_isEmpty() throws Exception {
    try (DiskCache cache = open(10_000)) {
      put(cache, NAME, 0, "bad");
      try (Segment segment = cache.find(NAME).orElseThrow()) {
        segment.clear(0);
        assertThat(segment.isFilled(0)).isFalse();
      }
      assertThat(get(cache, NAME, 0, 3)).isEmpty();
    }
  }

  /** As after a crash of the machine, or a disk that was full. */
  @Test
  void slot_thatTheFileDoesNotReachTo_isNotThere() throws Exception {
    try (DiskCache cache = open(10_000);
        Segment segment = cache.create(NAME, SLOT)) {
      segment.write(0, bytes("short"));
      assertThat(segment.read(0, ByteBuffer.allocate(SLOT))).isFalse();
      assertThat(segment.read(0, ByteBuffer.allocate(SLOT + 1))).isFalse();
    }
  }

  @Test
  void slot_beyondItsSizeOrTheSegment_isRefused() throws Exception {
    try (DiskCache cache = open(10_000);
        Segment segment = cache.create(NAME, SLOT)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> segment.write(0, ByteBuffer.allocate(SLOT + 1)));
      assertThatIllegalArgumentException().isThrownBy(() -> segment.isFilled(Segment.SLOTS));
      assertThatIllegalArgumentException().isThrownBy(() -> segment.isFilled(-1));
    }
  }

  @Test
  void name_thatIsNoneOfASegment_isRefused() throws Exception {
    try (DiskCache cache = open(10_000)) {
      for (String name : List.of("", "../../etc", "ABCDEF01", "0123456")) {
        assertThatIllegalArgumentException().isThrownBy(() -> cache.find(name));
      }
    }
  }

  @Test
  void file_thatIsNoSegment_isIgnored() throws Exception {
    Path shard = Files.createDirectories(directory.resolve(NAME.substring(0, 2)));
    Files.writeString(shard.resolve(NAME), "something else");
    Files.writeString(directory.resolve("README"), "not a shard");
    try (DiskCache cache = open(10_000)) {
      assertThat(cache.find(NAME)).isEmpty();
      put(cache, NAME, 0, "now one");
      assertThat(get(cache, NAME, 0, 7)).contains("now one");
    }
  }

  @Test
  void beyondItsBound_theLongestUnusedSegmentsGo() throws Exception {
    try (DiskCache cache = open(3 * EACH)) {
      for (int segment = 1; segment <= 3; segment++) {
        fill(cache, name(segment));
      }
      assertThat(get(cache, name(1), 0, SLOT)).isPresent(); // Used: 2 is the eldest now.
      fill(cache, name(4));
      assertThat(cache.bytes()).isLessThanOrEqualTo(3 * EACH);
      assertThat(get(cache, name(2), 0, SLOT)).isEmpty();
      assertThat(get(cache, name(1), 0, SLOT)).isPresent();
      assertThat(get(cache, name(4), 0, SLOT)).isPresent();
    }
  }

  @Test
  void whatIsFoundOnTheDisk_counts_andTheLongestUnusedOfItGoesFirst() throws Exception {
    try (DiskCache cache = open(100_000)) {
      for (int segment = 1; segment <= 3; segment++) {
        fill(cache, name(segment));
        Files.setLastModifiedTime(file(name(segment)), FileTime.fromMillis(10_000L - segment));
      }
    }
    try (DiskCache next = open(2 * EACH)) {
      next.awaitScan();
      assertThat(next.bytes()).isEqualTo(2 * EACH);
      assertThat(file(name(3))).doesNotExist();
      assertThat(file(name(1))).exists();
    }
  }

  /** Two mounts: what one removes is not there for the other, and no failure. */
  @Test
  void segment_thatAnotherProcessRemoved_isNotThere() throws Exception {
    try (DiskCache cache = open(10_000)) {
      fill(cache, NAME);
      Files.delete(file(NAME));
      assertThat(cache.find(NAME)).isEmpty();
      assertThat(cache.bytes()).isZero();
      fill(cache, NAME);
      assertThat(get(cache, NAME, 0, SLOT)).isPresent();
    }
  }

  @Test
  void free_makesRoom() throws Exception {
    try (DiskCache cache = open(10 * EACH)) {
      fill(cache, name(1));
      fill(cache, name(2));
      cache.free(EACH);
      assertThat(cache.bytes()).isEqualTo(EACH);
      assertThat(file(name(1))).doesNotExist();
      cache.free(Long.MAX_VALUE);
      assertThat(cache.bytes()).isZero();
    }
  }

  @Test
  void directory_thatOthersMayWriteTo_isRefused() throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwx---"));
    assertThatIOException().isThrownBy(() -> open(1000)).withMessageContaining("chmod go-w");
  }

  @Test
  void files_areTheOwnersOnly() throws Exception {
    try (DiskCache cache = open(10_000)) {
      fill(cache, NAME);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(NAME))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void passing_leavesNothing_notEvenAfterACrash() throws Exception {
    try (DiskCache cache = DiskCache.openPassing(directory, 1000, CLOCK);
        DiskCache another = DiskCache.openPassing(directory, 1000, CLOCK)) {
      fill(cache, NAME);
      assertThat(get(another, NAME, 0, SLOT)).isEmpty();
    }
    assertThat(entries()).isEmpty();
    Path dead = Files.createDirectories(directory.resolve("passing-dead/00"));
    Files.writeString(directory.resolve("passing-dead/lock"), "");
    Files.writeString(dead.resolve(NAME), "left over");
    DiskCache.openPassing(directory, 1000, CLOCK).close();
    assertThat(entries()).isEmpty();
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    }
  }

  private DiskCache open(long maxBytes) throws Exception {
    DiskCache cache = DiskCache.open(directory, maxBytes, CLOCK);
    cache.awaitScan();
    return cache;
  }

  private static String name(int number) {
    return "%08x".formatted(number);
  }

  private Path file(String name) {
    return directory.resolve(name.substring(0, 2)).resolve(name);
  }

  private static void fill(DiskCache cache, String name) throws Exception {
    put(cache, name, 0, "x".repeat(SLOT));
    cache.awaitScan(); // With bounds as small as these, there is one after each.
  }

  private static void put(DiskCache cache, String name, int slot, String text) throws IOException {
    try (Segment segment = cache.create(name, SLOT)) {
      segment.write(slot, bytes(text));
    }
    cache.added(name, text.length());
  }

  private static Optional<String> get(DiskCache cache, String name, int slot, int length)
      throws IOException {
    try (Segment segment = cache.find(name).orElse(null)) {
      ByteBuffer target = ByteBuffer.allocate(length);
      return segment != null && segment.read(slot, target)
          ? Optional.of(new String(target.array(), StandardCharsets.US_ASCII))
          : Optional.empty();
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
