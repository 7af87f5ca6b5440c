package io.cofferfs.fs.read;

import static io.cofferfs.fs.read.ReadFixture.CHUNK;
import static io.cofferfs.fs.read.ReadFixture.FETCH_BLOCKS;
import static io.cofferfs.fs.read.ReadFixture.SETTINGS;
import static io.cofferfs.fs.read.ReadFixture.read;
import static io.cofferfs.fs.read.ReadFixture.slice;
import static io.cofferfs.fs.read.StoredFiles.content;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.ChunkGeometry;
import io.cofferfs.fs.s3.Fault;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.volume.ContentSource;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.TestVolumes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which requests reads cost. */
final class ReadRequestsTest {
  private static final int SEALED_CHUNK = CHUNK + ChunkGeometry.CHUNK_OVERHEAD_BYTES;

  private final ReadFixture fixture = new ReadFixture();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void close() {
    threads.shutdownNow();
    fixture.close();
  }

  @Test
  void open_makesNoRequest() throws IOException {
    fixture.open(content(1, 10)).close();

    assertThat(fixture.store.total()).isZero();
  }

  @Test
  void smallFile_costsOneRequest() throws IOException {
    byte[] content = content(1, 3 * CHUNK);
    ContentSource source = fixture.open(content);

    for (int offset = 0; offset < content.length; offset += 10) {
      assertThat(read(source, offset, 10)).isEqualTo(slice(content, offset, 10));
    }

    assertThat(fixture.gets()).isEqualTo(1);
  }

  @Test
  void emptyFile_isVerifiedOnceOnTheFirstRead() throws IOException {
    FileVersion version = fixture.files.store("empty", new byte[0]);
    ContentSource source = fixture.open(version);

    assertThat(read(source, 0, 0)).isEmpty();
    assertThat(fixture.gets()).isZero();
    assertThat(read(source, 0, 10)).isEmpty();
    assertThat(read(source, 5, 10)).isEmpty();
    assertThat(read(fixture.open(version), 0, 10)).isEmpty();
    assertThat(fixture.gets()).isEqualTo(1);
  }

  @Test
  void emptyPlainFile_costsNoRequest() throws IOException {
    try (ReadFixture plain = new ReadFixture(TestVolumes.plain(CHUNK), SETTINGS)) {
      assertThat(read(plain.open(new byte[0]), 0, 10)).isEmpty();
      assertThat(plain.gets()).isZero();
    }
  }

  @Test
  void bodyWithoutMetadata_costsItsHeaderOnceForAllHandles() throws IOException {
    byte[] content = content(1, 100 * CHUNK);
    FileVersion version = StoredFiles.unbound(fixture.files.store("file", content));

    assertThat(read(fixture.open(version), 50 * CHUNK, CHUNK))
        .isEqualTo(slice(content, 50 * CHUNK, CHUNK));
    assertThat(fixture.gets()).isEqualTo(2);
    read(fixture.open(version), 80 * CHUNK, CHUNK);
    assertThat(fixture.gets()).isEqualTo(3);
  }

  @Test
  void sequentialReader_ofALongFile_asksForItInFewLargeRequests() throws IOException {
    byte[] content = content(1, 800 * CHUNK);
    ContentSource source = fixture.open(content);

    for (int offset = 0; offset < content.length; offset += CHUNK) {
      assertThat(read(source, offset, CHUNK)).isEqualTo(slice(content, offset, CHUNK));
    }

    assertThat(fixture.gets()).isBetween(800L / (2 * FETCH_BLOCKS), 800L / FETCH_BLOCKS + 10);
    assertThat(fixture.store.bytesDownloaded()).isEqualTo(800L * SEALED_CHUNK);
  }

  @Test
  void oneLargeRead_isMadeInRequestsOfTheUsualSize() throws IOException {
    byte[] content = content(1, 100 * CHUNK);

    assertThat(read(fixture.open(content), CHUNK, 64 * CHUNK))
        .isEqualTo(slice(content, CHUNK, 64 * CHUNK));

    assertThat(fixture.gets()).isBetween(8L, 14L);
  }

  @Test
  void parallelSequentialRequestsOutOfOrder_areStillReadAheadOf() throws IOException {
    byte[] content = content(1, 800 * CHUNK);
    ContentSource source = fixture.open(content);
    SplittableRandom random = new SplittableRandom(1);

    for (int block = 0; block < 800; block += 2) {
      int swap = random.nextInt(2);
      for (int request : new int[] {block + swap, block + 1 - swap}) {
        assertThat(read(source, (long) request * CHUNK, CHUNK))
            .isEqualTo(slice(content, (long) request * CHUNK, CHUNK));
      }
    }

    assertThat(fixture.gets()).isLessThan(800 / FETCH_BLOCKS + 20);
    assertThat(fixture.store.bytesDownloaded()).isEqualTo(800L * SEALED_CHUNK);
  }

  @Test
  void twoSequentialReaders_doNotFetchAnythingTwice() throws IOException {
    byte[] content = content(1, 400 * CHUNK);
    FileVersion version = fixture.files.store("file", content);
    ContentSource first = fixture.open(version);
    ContentSource second = fixture.open(version);

    for (int block = 0; block < 200; block++) {
      read(first, (long) block * CHUNK, CHUNK);
      read(second, (200L + block) * CHUNK, CHUNK);
    }

    assertThat(fixture.store.bytesDownloaded()).isLessThan(420L * SEALED_CHUNK);
    assertThat(fixture.gets()).isLessThan(400 / FETCH_BLOCKS + 40);
  }

  @Test
  void randomReader_fetchesNothingButTheChunksItAskedFor() throws IOException {
    byte[] content = content(1, 5000 * CHUNK);
    ContentSource source = fixture.open(content);
    SplittableRandom random = new SplittableRandom(7);
    long chunks = 0;

    for (int step = 0; step < 200; step++) {
      int offset = CHUNK + random.nextInt(content.length - 4 * CHUNK);
      int count = 1 + random.nextInt(2 * CHUNK);
      assertThat(read(source, offset, count)).isEqualTo(slice(content, offset, count));
      chunks += (offset + count - 1) / CHUNK - offset / CHUNK + 1;
    }

    assertThat(fixture.store.bytesDownloaded()).isLessThanOrEqualTo(chunks * SEALED_CHUNK);
    assertThat(fixture.gets()).isLessThanOrEqualTo(200);
  }

  @Test
  void randomReader_doesNotPushOutWhatASequentialOneHasAhead() throws IOException {
    Queue<GetProxy.Get> gets = new ConcurrentLinkedQueue<>();
    FileVersion calm = fixture.files.store("sequential", content(1, 300 * CHUNK));
    FileVersion wild = fixture.files.store("random", content(2, 9000 * CHUNK));
    SplittableRandom random = new SplittableRandom(3);
    try (BlockReader reader = recordingReader(ReadFixture.settings(/* blocks= */ 64), gets)) {
      ContentSource sequential = reader.open(calm);
      ContentSource restless = reader.open(wild);
      for (int block = 0; block < 300; block++) {
        read(sequential, (long) block * CHUNK, CHUNK);
        for (int step = 0; step < 20; step++) {
          read(restless, (1L + random.nextInt(8000)) * CHUNK, 10);
        }
      }
    }

    assertThat(
            gets.stream()
                .filter(get -> get.key().equals("sequential"))
                .mapToLong(GetProxy.Get::length)
                .sum())
        .isEqualTo(300L * SEALED_CHUNK);
  }

  @Test
  void readersOfOneBlock_shareOneRequest() throws Exception {
    byte[] content = content(1, 10 * CHUNK);
    FileVersion version = fixture.files.store("file", content);
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    fixture.faults.next(Request.GET, Fault.hold(reached, released));
    List<Future<byte[]>> reads = new ArrayList<>();

    for (int reader = 0; reader < 20; reader++) {
      ContentSource source = fixture.open(version);
      reads.add(threads.submit(() -> read(source, 5 * CHUNK, CHUNK)));
    }
    reached.await();
    released.countDown();

    for (Future<byte[]> read : reads) {
      assertThat(read.get()).isEqualTo(slice(content, 5 * CHUNK, CHUNK));
    }
    assertThat(fixture.gets()).isEqualTo(1);
  }

  @Test
  void waitingReader_isReleasedBeforeTheRestOfTheRequestHasCome() throws Exception {
    byte[] content = content(1, 3 * CHUNK);
    FileVersion version = fixture.files.store("file", content);
    fixture.faults.next(Request.GET, Fault.brokenBody(SEALED_CHUNK));

    assertThat(read(fixture.open(version), 0, CHUNK)).isEqualTo(slice(content, 0, CHUNK));
    assertThat(fixture.gets()).isEqualTo(1);
  }

  @Test
  void everyRequest_namesARangeAndTheVersion() throws IOException {
    Queue<GetProxy.Get> gets = new ConcurrentLinkedQueue<>();
    FileVersion version = StoredFiles.unbound(fixture.files.store("file", content(1, 200 * CHUNK)));
    try (BlockReader reader = recordingReader(SETTINGS, gets)) {
      ContentSource source = reader.open(version);
      for (int block = 0; block < 200; block++) {
        read(source, (long) block * CHUNK, CHUNK);
      }
    }

    assertThat(gets).hasSizeGreaterThan(10);
    assertThat(gets)
        .allSatisfy(
            get -> {
              assertThat(get.ifMatch()).contains(version.etag());
              assertThat(get.range().orElseThrow().end())
                  .isLessThanOrEqualTo(version.objectLength());
            });
  }

  private BlockReader recordingReader(ReadSettings settings, Queue<GetProxy.Get> gets) {
    ObjectStore recorded =
        GetProxy.of(
            fixture.store,
            get -> {
              gets.add(get);
              return get;
            });
    return new BlockReader(recorded, fixture.codec, settings);
  }
}
