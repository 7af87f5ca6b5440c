package io.cofferfs.fs.read;

import static io.cofferfs.fs.read.ReadFixture.CHUNK;
import static io.cofferfs.fs.read.ReadFixture.FOOTPRINT;
import static io.cofferfs.fs.read.ReadFixture.read;
import static io.cofferfs.fs.read.ReadFixture.slice;
import static io.cofferfs.fs.read.StoredFiles.content;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.volume.ContentSource;
import io.cofferfs.fs.volume.TestVolumes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However many read however much, the cache keeps to its bound, and reads to their content. */
final class ReadMemoryTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 40, 400})
  void manyReadersOfLongFiles_stayWithinTheBound(int blocks) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(12);
    try (ReadFixture fixture =
        new ReadFixture(TestVolumes.coffer(CHUNK), ReadFixture.settings(blocks))) {
      List<Future<?>> readers = new ArrayList<>();
      for (int reader = 0; reader < 12; reader++) {
        byte[] content = content(reader, 300 * CHUNK);
        ContentSource source = fixture.open(fixture.files.store("file " + reader, content));
        boolean sequential = reader % 3 != 0;
        readers.add(
            threads.submit(
                () -> {
                  for (int step = 0; step < 300; step++) {
                    readStep(source, content, sequential ? step : scattered(step));
                    assertThat(fixture.reader.cachedBytes()).isBetween(0L, blocks * FOOTPRINT);
                  }
                  return source;
                }));
      }
      for (Future<?> reader : readers) {
        reader.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static int scattered(int step) {
    return new SplittableRandom(step).nextInt(300);
  }

  private static void readStep(ContentSource source, byte[] content, int block) throws IOException {
    long offset = (long) block * CHUNK;
    assertThat(read(source, offset, CHUNK)).isEqualTo(slice(content, offset, CHUNK));
  }
}
