package io.cofferfs.fs.read;

import static io.cofferfs.fs.read.ReadFixture.CHUNK;
import static io.cofferfs.fs.read.ReadFixture.SETTINGS;
import static io.cofferfs.fs.read.ReadFixture.read;
import static io.cofferfs.fs.read.ReadFixture.slice;
import static io.cofferfs.fs.read.StoredFiles.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.volume.ContentSource;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.TestVolumes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read is what was stored, whatever the codec, the length and the order of reads. */
final class BlockReaderTest {
  private static final int[] LENGTHS = {
    0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 4 * CHUNK - 1, 4 * CHUNK, 4 * CHUNK + 1, 50 * CHUNK + 7
  };

  /** How files are stored and cached. */
  enum Volume {
    COFFER,
    COFFER_WITHOUT_METADATA,
    COFFER_FOUR_CHUNKS_PER_BLOCK,
    PLAIN,
    PLAIN_FOUR_CHUNKS_PER_BLOCK;

    ReadFixture open() {
      return switch (this) {
        case COFFER, COFFER_WITHOUT_METADATA -> new ReadFixture();
        case COFFER_FOUR_CHUNKS_PER_BLOCK ->
            new ReadFixture(TestVolumes.coffer(CHUNK), fourChunksPerBlock());
        case PLAIN -> new ReadFixture(TestVolumes.plain(CHUNK), SETTINGS);
        case PLAIN_FOUR_CHUNKS_PER_BLOCK ->
            new ReadFixture(TestVolumes.plain(CHUNK), fourChunksPerBlock());
      };
    }

    FileVersion seenAs(FileVersion version) {
      return this == COFFER_WITHOUT_METADATA ? StoredFiles.unbound(version) : version;
    }

    private static ReadSettings fourChunksPerBlock() {
      return new ReadSettings(
          SETTINGS.memoryBytes(),
          SETTINGS.parallelFetches(),
          SETTINGS.maxFetchBytes(),
          4 * CHUNK,
          SETTINGS.firstReadAheadBytes());
    }
  }

  @ParameterizedTest
  @EnumSource
  void read_atEveryEdge_returnsWhatIsThere(Volume volume) throws IOException {
    try (ReadFixture fixture = volume.open()) {
      for (int length : LENGTHS) {
        byte[] content = content(length, length);
        FileVersion version = volume.seenAs(fixture.files.store("file " + length, content));
        readAtEveryEdge(fixture, version, content);
      }
    }
  }

  private static void readAtEveryEdge(ReadFixture fixture, FileVersion version, byte[] content)
      throws IOException {
    for (int offset : LENGTHS) {
      for (int count : LENGTHS) {
        try (ContentSource source = fixture.open(version)) {
          assertThat(source.length()).isEqualTo(content.length);
          assertThat(read(source, offset, count))
              .as("%d bytes at %d of %d", count, offset, content.length)
              .isEqualTo(slice(content, offset, count));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void read_inRandomPlaces_returnsWhatIsThere(Volume volume) throws IOException {
    for (long seed = 1; seed <= 5; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] content = content(seed, random.nextInt(100 * CHUNK));
      try (ReadFixture fixture = volume.open();
          ContentSource source =
              fixture.open(volume.seenAs(fixture.files.store("file", content)))) {
        for (int step = 0; step < 300; step++) {
          long offset = random.nextInt(content.length + 10);
          int count = random.nextInt(5 * CHUNK);
          assertThat(read(source, offset, count))
              .as("seed %d, step %d: %d bytes at %d", seed, step, count, offset)
              .isEqualTo(slice(content, offset, count));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, CHUNK, CHUNK + 1, 3 * CHUNK, 100 * CHUNK})
  void read_sequentially_returnsWhatIsThere(int step) throws IOException {
    byte[] content = content(step, 70 * CHUNK + 5);
    try (ReadFixture fixture = new ReadFixture();
        ContentSource source = fixture.open(content)) {
      for (int offset = 0; offset < content.length; offset += step) {
        assertThat(read(source, offset, step)).isEqualTo(slice(content, offset, step));
      }
      assertThat(read(source, content.length, step)).isEmpty();
    }
  }

  @Test
  void read_intoDirectAndPartlyFilledBuffers_appends() throws IOException {
    byte[] content = content(1, 10 * CHUNK);
    try (ReadFixture fixture = new ReadFixture();
        ContentSource source = fixture.open(content)) {
      ByteBuffer target = ByteBuffer.allocateDirect(200).position(10).limit(150);

      assertThat(source.read(100, target)).isEqualTo(140);

      assertThat(target.position()).isEqualTo(150);
      byte[] read = new byte[140];
      target.get(10, read);
      assertThat(read).isEqualTo(slice(content, 100, 140));
    }
  }

  @Test
  void read_ofALimitlessOffset_isBehindTheEnd() throws IOException {
    try (ReadFixture fixture = new ReadFixture();
        ContentSource source = fixture.open(content(1, 10))) {
      assertThat(read(source, Long.MAX_VALUE, 100)).isEmpty();
    }
  }

  @Test
  void read_ofANegativeOffset_refuses() throws IOException {
    try (ReadFixture fixture = new ReadFixture();
        ContentSource source = fixture.open(content(1, 10))) {
      assertThatThrownBy(() -> read(source, -1, 1))
          .isInstanceOfSatisfying(
              FileException.class,
              e -> assertThat(e.reason()).isEqualTo(FileException.Reason.INVALID_ARGUMENT));
    }
  }

  @Test
  void read_afterClose_refusesWhateverIsCached() throws IOException {
    try (ReadFixture fixture = new ReadFixture()) {
      ContentSource source = fixture.open(content(1, 10));
      read(source, 0, 10);
      source.close();

      assertThatThrownBy(() -> read(source, 0, 1))
          .isInstanceOfSatisfying(
              FileException.class,
              e -> assertThat(e.reason()).isEqualTo(FileException.Reason.BAD_HANDLE));
    }
  }

  @Test
  void read_byManyThreadsThroughOneHandle_returnsWhatIsThere() throws Exception {
    byte[] content = content(1, 400 * CHUNK + 3);
    try (ReadFixture fixture = new ReadFixture();
        ContentSource source = fixture.open(content)) {
      ExecutorService threads = Executors.newFixedThreadPool(6);
      try {
        List<Future<?>> reads = new ArrayList<>();
        IntStream.range(0, 6)
            .forEach(thread -> reads.add(threads.submit(() -> readShare(source, content, thread))));
        for (Future<?> read : reads) {
          read.get();
        }
      } finally {
        threads.shutdownNow();
      }
    }
  }

  private static Void readShare(ContentSource source, byte[] content, int thread)
      throws IOException {
    for (int offset = thread * CHUNK; offset < content.length; offset += 6 * CHUNK) {
      assertThat(read(source, offset, CHUNK)).isEqualTo(slice(content, offset, CHUNK));
    }
    return null;
  }
}
