package io.cofferfs.fs.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.staging.StagingSettings;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.write.WriteFixture.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A writer does what an array of bytes would do; replay with the seed. */
final class RandomOperationsTest {
  private static final int STEPS = 1500;
  private static final int MAX_LENGTH = 3000;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "PLAIN, 1",
    "PLAIN, 2",
    "PLAIN, 3",
    "PLAIN, 4",
    "COFFER, 5",
    "COFFER, 6",
    "COFFER, 7",
    "COFFER, 8",
    "COFFER, 9"
  })
  void randomOperations_answerAsAnArrayDoes(Volume volume, long seed) throws IOException {
    try (WriteFixture fixture = new WriteFixture(volume, directory)) {
      Run run = new Run(fixture, seed);
      run.steps(STEPS);
      run.close();
      assertThat(fixture.counted.count(Request.UPLOAD_PART_COPY)).isGreaterThan(20);
    }
  }

  @ParameterizedTest
  @CsvSource({"PLAIN, 11", "PLAIN, 12", "PLAIN, 13", "COFFER, 14", "COFFER, 15", "COFFER, 16"})
  void randomOperations_onAnUnreliableStore_neverLoseOrMixAnything(Volume volume, long seed)
      throws IOException {
    try (WriteFixture fixture = new WriteFixture(volume, directory)) {
      Run run = new Run(fixture, seed);
      fixture.faulty.fromSeed(seed, 0.05);
      run.steps(STEPS);
      fixture.faulty.heal();
      assertThat(run.commit()).as("seed %d", seed).isEqualTo("commit");
      assertThat(fixture.counted.count(Request.UPLOAD_PART_COPY)).isGreaterThan(20);
      // An upload whose beginning or whose removal was lost is left for cofferfs clean.
      run.close();
      fixture.writers.close();
      for (var upload : fixture.bucket.listMultipartUploads("")) {
        fixture.bucket.abortMultipartUpload(upload);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"PLAIN, 21", "PLAIN, 22", "PLAIN, 23", "COFFER, 24", "COFFER, 25", "COFFER, 26"})
  void randomOperations_inLittleStaging_failOrAnswerAsAnArrayDoes(Volume volume, long seed)
      throws IOException {
    StagingSettings little = WriteFixture.STAGING.withDiskBytes(1000);
    try (WriteFixture fixture =
        new WriteFixture(volume, directory, little, WriteFixture.SETTINGS)) {
      Run run = new Run(fixture, seed);
      run.steps(STEPS);
      run.close();
    }
  }

  /** One file, its writer, and what it must hold. */
  private static final class Run {
    private final WriteFixture fixture;
    private final SplittableRandom random;
    private final long seed;
    private FileWriter writer;
    private byte[] expected = {};
    private Optional<ETag> known = Optional.empty();

    Run(WriteFixture fixture, long seed) {
      this.fixture = fixture;
      this.random = new SplittableRandom(seed);
      this.seed = seed;
      this.writer = fixture.create();
    }

    void steps(int count) throws IOException {
      for (int step = 0; step < count; step++) {
        String doing = step();
        assertThat(writer.length())
            .as("seed %d, step %d: %s", seed, step, doing)
            .isEqualTo(expected.length);
      }
    }

    private String step() throws IOException {
      try {
        return chosenStep();
      } catch (FileException e) {
        // What a refused write left in its own range is undefined, so the file starts anew.
        assertThat(e.reason()).isEqualTo(Reason.NO_SPACE);
        return "no space; " + cut(0);
      }
    }

    private String chosenStep() throws IOException {
      int dice = random.nextInt(100);
      if (dice < 45) {
        return append();
      } else if (dice < 58) {
        return write(random.nextInt(expected.length + 1), random.nextInt(1, 200));
      } else if (dice < 61) {
        return write(expected.length + random.nextInt(600), random.nextInt(1, 100));
      } else if (dice < 80) {
        return read();
      } else if (dice < 86) {
        return truncate();
      } else if (dice < 96) {
        return commit();
      } else {
        return reopen();
      }
    }

    private String append() throws IOException {
      return write(expected.length, random.nextInt(1, 300));
    }

    private String write(int offset, int length) throws IOException {
      if (offset + length > MAX_LENGTH) {
        return cut(0);
      }
      byte[] bytes = Content.bytes(random.nextLong(), length);
      writer.write(offset, ByteBuffer.wrap(bytes));
      expected = Arrays.copyOf(expected, Math.max(expected.length, offset + length));
      System.arraycopy(bytes, 0, expected, offset, length);
      return "write " + length + " at " + offset;
    }

    private String truncate() throws IOException {
      return switch (random.nextInt(4)) {
        case 0 -> cut(0);
        case 1 -> cut(expected.length + random.nextInt(300));
        default -> cut(random.nextInt(expected.length + 1));
      };
    }

    private String cut(int length) throws IOException {
      writer.truncate(length);
      expected = Arrays.copyOf(expected, length);
      return "truncate to " + length;
    }

    private String read() throws IOException {
      int offset = random.nextInt(expected.length + 2);
      ByteBuffer target = ByteBuffer.allocate(random.nextInt(400));
      int end = Math.max(offset, Math.min(expected.length, offset + target.capacity()));
      try {
        assertThat(writer.read(offset, target)).isEqualTo(end - offset);
      } catch (ObjectStoreException e) {
        return "read failed";
      }
      byte[] wanted = offset < end ? Arrays.copyOfRange(expected, offset, end) : new byte[0];
      assertThat(Arrays.copyOf(target.array(), target.position()))
          .as("seed %d: read at %d", seed, offset)
          .isEqualTo(wanted);
      return "read";
    }

    String commit() throws IOException {
      try {
        FileVersion version =
            writer.commit(WriteFixture.request(Precondition.unchangedSince(known)));
        known = Optional.of(version.etag());
        assertThat(writer.isDirty()).isFalse();
        fixture.assertStored(version, expected);
        return "commit";
      } catch (ObjectStoreException e) {
        return "commit failed: " + e.reason();
      }
    }

    private String reopen() throws IOException {
      commit();
      if (writer.isDirty()) {
        return "no reopen";
      }
      writer.close();
      writer = fixture.writers.modify(WriteFixture.PATH, fixture.version(WriteFixture.PATH));
      return "reopen";
    }

    void close() throws IOException {
      writer.close();
    }
  }
}
