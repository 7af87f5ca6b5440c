package io.cofferfs.fs.write;

import static io.cofferfs.fs.write.WriteFixture.ATTRIBUTES;
import static io.cofferfs.fs.write.WriteFixture.PART;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.write.WriteFixture.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many files at once in little memory. */
@Timeout(60)
final class ManyWritersTest {
  private static final int FILES = 40;
  private static final int LENGTH = 6 * PART + 11;

  @TempDir Path directory;

  private static WriteSettings memory(long bytes) {
    return WriteFixture.SETTINGS.withMemoryBytes(bytes);
  }

  private static FilePath path(int file) {
    return new FilePath("file" + file);
  }

  private static CommitRequest commit(int file) {
    return new CommitRequest(path(file), ATTRIBUTES, false, Precondition.ifAbsent());
  }

  @Test
  void write_whileOtherFilesHoldHalfFullParts_doesNotWaitForThem() throws IOException {
    // Room for two streams; all files are open and half written when the first one is committed.
    try (WriteFixture fixture =
        new WriteFixture(Volume.COFFER, directory, WriteFixture.STAGING, memory(4 * 500))) {
      List<FileWriter> writers = new ArrayList<>();
      for (int file = 0; file < FILES; file++) {
        FileWriter writer = fixture.writers.create(path(file), ATTRIBUTES);
        writer.write(0, ByteBuffer.wrap(Content.bytes(file, LENGTH), 0, LENGTH / 2));
        writers.add(writer);
      }
      for (int file = FILES - 1; file >= 0; file--) {
        FileWriter writer = writers.get(file);
        writer.write(LENGTH / 2, Content.slice(Content.bytes(file, LENGTH), LENGTH / 2, LENGTH));
        writer.commit(commit(file));
        assertThat(fixture.download(path(file))).isEqualTo(Content.bytes(file, LENGTH));
        writer.close();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Volume.class)
  void manyThreads_inMemoryForOnePart_allFinish(Volume volume) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (WriteFixture fixture =
        new WriteFixture(volume, directory, WriteFixture.STAGING, memory(2 * 500))) {
      List<Future<?>> done = new ArrayList<>();
      for (int file = 0; file < FILES; file++) {
        int number = file;
        done.add(
            threads.submit(
                () -> {
                  writeInPieces(fixture, number);
                  return number;
                }));
      }
      for (Future<?> future : done) {
        future.get();
      }
      for (int file = 0; file < FILES; file++) {
        assertThat(fixture.download(path(file))).isEqualTo(Content.bytes(file, LENGTH));
      }
    } finally {
      threads.shutdownNow();
      assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static void writeInPieces(WriteFixture fixture, int file) throws IOException {
    byte[] content = Content.bytes(file, LENGTH);
    try (FileWriter writer = fixture.writers.create(path(file), ATTRIBUTES)) {
      for (int at = 0; at < LENGTH; at += 100) {
        writer.write(at, Content.slice(content, at, Math.min(LENGTH, at + 100)));
      }
      writer.commit(commit(file));
    }
  }

  @Test
  void partMemory_isNeverExceeded() {
    PartMemory memory = new PartMemory(1000, 100);
    List<PartMemory.Lease> leases = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      leases.add(memory.tryLease(100).orElseThrow());
    }
    assertThat(memory.tryLease(100)).isEmpty();
    for (int i = 0; i < 5; i++) {
      assertThat(leases.get(i).tryExtra()).isTrue();
    }
    assertThat(leases.get(0).tryExtra()).isFalse();

    leases.forEach(PartMemory.Lease::close);

    assertThat(memory.tryLease(100_000)).as("a giant, alone").isPresent();
    assertThat(memory.tryLease(1)).isEmpty();
    memory.lease(100_000).close();
  }

  @Test
  void lease_grows_onlyWithinTheBound() {
    PartMemory memory = new PartMemory(1000, 100);
    PartMemory.Lease first = memory.tryLease(100).orElseThrow();
    PartMemory.Lease second = memory.tryLease(100).orElseThrow();

    assertThat(first.tryGrow(400)).isTrue();
    assertThat(second.tryGrow(200)).isFalse();
    assertThat(second.arrayLength()).isEqualTo(100);
    first.close();
    assertThat(second.tryGrow(200)).isTrue();
    assertThat(second.array()).hasSize(200);
    second.close();
  }
}
