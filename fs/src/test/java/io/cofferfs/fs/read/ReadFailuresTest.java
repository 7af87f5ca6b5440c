package io.cofferfs.fs.read;

import static io.cofferfs.fs.read.ReadFixture.CHUNK;
import static io.cofferfs.fs.read.ReadFixture.SETTINGS;
import static io.cofferfs.fs.read.ReadFixture.read;
import static io.cofferfs.fs.read.ReadFixture.slice;
import static io.cofferfs.fs.read.StoredFiles.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.crypto.ChunkGeometry;
import io.cofferfs.crypto.CofferException;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.s3.Fault;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.volume.ContentSource;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.TestVolumes;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever goes wrong, a read returns the content of its version or fails with the reason. */
final class ReadFailuresTest {
  private static final int SEALED_CHUNK = CHUNK + ChunkGeometry.CHUNK_OVERHEAD_BYTES;

  private final ReadFixture fixture = new ReadFixture();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void close() {
    threads.shutdownNow();
    fixture.close();
  }

  @Test
  void objectReplacedWhileOpen_isStale() throws IOException {
    ContentSource source = fixture.open(content(1, 50 * CHUNK));
    read(source, 20 * CHUNK, CHUNK);
    fixture.files.store("file", content(2, 50 * CHUNK));

    assertFails(() -> read(source, 30 * CHUNK, CHUNK), FileException.Reason.STALE);
    assertFails(() -> read(source, 20 * CHUNK, CHUNK), FileException.Reason.STALE);
  }

  @Test
  void objectRemovedWhileOpen_isStale() throws IOException {
    ContentSource source = fixture.open(content(1, 50 * CHUNK));
    fixture.memory.delete("file", Precondition.none());

    assertFails(() -> read(source, 0, 1), FileException.Reason.STALE);
  }

  @Test
  void objectReplacedAndOpenedAnew_isReadInItsNewVersion() throws IOException {
    byte[] replacement = content(2, 50 * CHUNK);
    read(fixture.open(content(1, 50 * CHUNK)), 20 * CHUNK, CHUNK);

    assertThat(read(fixture.open(replacement), 20 * CHUNK, CHUNK))
        .isEqualTo(slice(replacement, 20 * CHUNK, CHUNK));
  }

  @Test
  void plainObjectReplacedWhileOpen_isStale() throws IOException {
    try (ReadFixture plain = new ReadFixture(TestVolumes.plain(CHUNK), SETTINGS)) {
      ContentSource source = plain.open(content(1, 50 * CHUNK));
      read(source, 20 * CHUNK, CHUNK);
      plain.files.store("file", content(2, 50 * CHUNK));

      assertFails(() -> read(source, 30 * CHUNK, CHUNK), FileException.Reason.STALE);
    }
  }

  @Test
  void flippedByte_isTamperedAndLeavesItsNeighboursReadable() throws IOException {
    byte[] content = content(1, 20 * CHUNK);
    FileVersion version = fixture.files.store("file", content);
    int position = ChunkGeometry.HEADER_BYTES + 7 * SEALED_CHUNK + 40;
    fixture.memory.tamper(
        "file",
        body -> {
          body[position] ^= 1;
          return body;
        });
    ContentSource source = fixture.open(version);

    for (int block = 0; block < 20; block++) {
      long offset = (long) block * CHUNK;
      if (block == 7) {
        assertTampered(() -> read(source, offset, CHUNK));
        assertTampered(() -> read(source, offset - CHUNK, 3 * CHUNK));
      } else {
        assertThat(read(source, offset, CHUNK)).isEqualTo(slice(content, offset, CHUNK));
      }
    }
  }

  @Test
  void flippedByte_inABlockOfSeveralChunks_failsThatBlockOnly() throws IOException {
    ReadSettings settings =
        new ReadSettings(SETTINGS.memoryBytes(), 2, 32 * CHUNK, 4 * CHUNK, 4 * CHUNK);
    try (ReadFixture coarse = new ReadFixture(TestVolumes.coffer(CHUNK), settings)) {
      byte[] content = content(1, 20 * CHUNK);
      FileVersion version = coarse.files.store("file", content);
      coarse.memory.tamper(
          "file",
          body -> {
            body[ChunkGeometry.HEADER_BYTES + 5 * SEALED_CHUNK] ^= 1;
            return body;
          });
      ContentSource source = coarse.open(version);

      assertThat(read(source, 0, 4 * CHUNK)).isEqualTo(slice(content, 0, 4 * CHUNK));
      assertTampered(() -> read(source, 4 * CHUNK, 1));
      assertThat(read(source, 8 * CHUNK, 12 * CHUNK))
          .isEqualTo(slice(content, 8 * CHUNK, 12 * CHUNK));
    }
  }

  @Test
  void emptyObject_whoseOnlyChunkIsAltered_isTampered() throws IOException {
    FileVersion version = fixture.files.store("file", new byte[0]);
    fixture.memory.tamper(
        "file",
        body -> {
          body[body.length - 1] ^= 1;
          return body;
        });
    ContentSource source = fixture.open(version);

    assertTampered(() -> read(source, 0, 1));
    assertTampered(() -> read(source, 0, 1));
  }

  @Test
  void objectCutAtAChunk_isNotReadOutOfTheBlocksOfTheWholeOne() throws IOException {
    byte[] content = content(1, 10 * CHUNK);
    FileVersion whole = fixture.files.store("file", content);
    read(fixture.open(whole), 0, content.length);
    fixture.memory.tamper("file", body -> Arrays.copyOf(body, body.length - SEALED_CHUNK));
    FileVersion cut =
        new FileVersion(
            whole.key(),
            whole.etag(),
            whole.length() - CHUNK,
            whole.objectLength() - SEALED_CHUNK,
            whole.attributes(),
            whole.body());

    assertTampered(() -> read(fixture.open(cut), 0, content.length));
  }

  @Test
  void objectShorterThanItsVersion_isDamaged() throws IOException {
    ContentSource source = fixture.open(content(1, 50 * CHUNK));
    fixture.memory.tamper("file", body -> Arrays.copyOf(body, 20 * SEALED_CHUNK));

    assertFails(() -> read(source, 10 * CHUNK, CHUNK), FileException.Reason.DAMAGED);
    assertFails(() -> read(source, 40 * CHUNK, CHUNK), FileException.Reason.DAMAGED);
  }

  @Test
  void storeThatIgnoresIfMatch_isFoundOut() throws IOException {
    FileVersion version = fixture.files.store("file", content(1, 50 * CHUNK));
    ObjectStore deaf =
        GetProxy.of(
            fixture.store, get -> new GetProxy.Get(get.key(), get.range(), Optional.empty()));
    try (BlockReader reader = new BlockReader(deaf, fixture.codec, SETTINGS)) {
      ContentSource source = reader.open(version);
      fixture.files.store("file", content(2, 50 * CHUNK));

      assertFails(() -> read(source, 0, 1), FileException.Reason.STALE);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, SEALED_CHUNK - 1, SEALED_CHUNK, SEALED_CHUNK + 1})
  void bodyEndingEarly_isAnErrorAndNeverAShortRead(long afterBytes) throws IOException {
    byte[] content = content(1, 10 * CHUNK);
    ContentSource source = fixture.open(content);
    fixture.faults.next(Request.GET, Fault.truncatedBody(afterBytes));

    assertUnavailable(() -> read(source, CHUNK, 2 * CHUNK));
    assertThat(read(source, CHUNK, 2 * CHUNK)).isEqualTo(slice(content, CHUNK, 2 * CHUNK));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, SEALED_CHUNK - 1, SEALED_CHUNK, SEALED_CHUNK + 1})
  void bodyThatBreaks_isAnErrorAndTheNextReadTriesAgain(long afterBytes) throws IOException {
    byte[] content = content(1, 10 * CHUNK);
    ContentSource source = fixture.open(content);
    fixture.faults.next(Request.GET, Fault.brokenBody(afterBytes));

    assertUnavailable(() -> read(source, CHUNK, 2 * CHUNK));
    assertThat(read(source, CHUNK, 2 * CHUNK)).isEqualTo(slice(content, CHUNK, 2 * CHUNK));
  }

  @ParameterizedTest
  @EnumSource(
      value = ObjectStoreException.Reason.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"PRECONDITION_FAILED", "NOT_FOUND", "INVALID_RANGE"})
  void refusedRequest_reachesTheReaderAsItIs(ObjectStoreException.Reason reason)
      throws IOException {
    ContentSource source = fixture.open(content(1, CHUNK));
    fixture.faults.next(Request.GET, Fault.refusal(reason));

    assertThatThrownBy(() -> read(source, 0, 1))
        .isInstanceOfSatisfying(
            ObjectStoreException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void headerThatDoesNotCome_failsTheReadAndIsAskedForAgain() throws IOException {
    byte[] content = content(1, 10 * CHUNK);
    FileVersion version = StoredFiles.unbound(fixture.files.store("file", content));
    fixture.faults.next(Request.GET, Fault.truncatedBody(10));

    assertUnavailable(() -> read(fixture.open(version), 0, 1));
    assertThat(read(fixture.open(version), 0, CHUNK)).isEqualTo(slice(content, 0, CHUNK));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 10, SEALED_CHUNK, 3 * SEALED_CHUNK})
  void failedPrefetch_isNobodysErrorAndTheReaderFetchesForItself(long afterBytes)
      throws IOException {
    byte[] content = content(1, 200 * CHUNK);
    ContentSource source = fixture.open(content);
    // The first request brings what is read first, the second only what is read ahead.
    fixture.faults.spare(Request.GET, 1).next(Request.GET, Fault.brokenBody(afterBytes));

    for (int block = 0; block < 200; block++) {
      long offset = (long) block * CHUNK;
      assertThat(read(source, offset, CHUNK)).isEqualTo(slice(content, offset, CHUNK));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13})
  void randomFaults_neverGiveWrongBytes(long seed) throws IOException {
    byte[] content = content(seed, 100 * CHUNK);
    ContentSource source = fixture.open(content);
    fixture.faults.fromSeed(seed, 0.2);
    SplittableRandom random = new SplittableRandom(seed);
    int good = 0;

    for (int step = 0; step < 500; step++) {
      long offset = random.nextInt(content.length);
      int count = 1 + random.nextInt(4 * CHUNK);
      try {
        assertThat(read(source, offset, count)).isEqualTo(slice(content, offset, count));
        good++;
      } catch (ObjectStoreException e) {
        assertThat(e.reason()).isEqualTo(ObjectStoreException.Reason.UNAVAILABLE);
      }
    }
    assertThat(good).isGreaterThan(200);
  }

  @Test
  void readerThatGoesAway_takesItsPrefetchesButNotThoseOthersWaitFor() throws Exception {
    byte[] content = content(1, 40 * CHUNK);
    FileVersion version = fixture.files.store("file", content);
    ContentSource leaver = fixture.open(version);
    ContentSource stayer = fixture.open(version);
    read(leaver, 0, CHUNK);
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    fixture.faults.next(Request.GET, Fault.hold(reached, released));
    read(leaver, CHUNK, CHUNK);
    reached.await();
    Future<byte[]> waiting = threads.submit(() -> read(stayer, 4 * CHUNK, CHUNK));

    leaver.close();
    released.countDown();

    assertThat(waiting.get()).isEqualTo(slice(content, 4 * CHUNK, CHUNK));
  }

  @Test
  void close_endsReadsThatAreWaiting() throws Exception {
    ContentSource source = fixture.open(content(1, 10 * CHUNK));
    CountDownLatch reached = new CountDownLatch(1);
    fixture.faults.next(Request.GET, Fault.hold(reached, new CountDownLatch(1)));
    Future<byte[]> waiting = threads.submit(() -> read(source, 0, 1));
    reached.await();

    fixture.reader.close();

    assertThatThrownBy(waiting::get).hasCauseInstanceOf(IOException.class);
    assertFails(() -> read(source, 5 * CHUNK, 1), FileException.Reason.BAD_HANDLE);
  }

  private static void assertFails(ThrowingCallable read, FileException.Reason reason) {
    assertThatThrownBy(read)
        .isInstanceOfSatisfying(FileException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static void assertTampered(ThrowingCallable read) {
    assertThatThrownBy(read)
        .isInstanceOfSatisfying(
            CofferException.class,
            e -> assertThat(e.reason()).isEqualTo(CofferException.Reason.TAMPERED));
  }

  private static void assertUnavailable(ThrowingCallable read) {
    assertThatThrownBy(read)
        .isInstanceOfSatisfying(
            ObjectStoreException.class,
            e -> assertThat(e.reason()).isEqualTo(ObjectStoreException.Reason.UNAVAILABLE));
  }
}
