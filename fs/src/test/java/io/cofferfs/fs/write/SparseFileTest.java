package io.cofferfs.fs.write;

import static io.cofferfs.fs.write.WriteFixture.CHUNK;
import static io.cofferfs.fs.write.WriteFixture.KEY;
import static io.cofferfs.fs.write.WriteFixture.PART;
import static io.cofferfs.fs.write.WriteFixture.newFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.s3.Fault;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.staging.StagingSettings;
import io.cofferfs.fs.write.WriteFixture.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The first commit of a file with holes: S-21 of SEMANTICS.md. */
final class SparseFileTest {
  private static final int LENGTH = 500_000;
  private static final int[] EXTENTS = {10, 250_000, LENGTH - 700};
  private static final int EXTENT_BYTES = 300;

  /** Of twice the least length, for only a range of a larger object can be copied. */
  private static final int ZEROS = 2 * PART;

  private static final WriteSettings SETTINGS =
      new WriteSettings(
          ZEROS,
          WriteFixture.SETTINGS.parallelUploads(),
          WriteFixture.SETTINGS.memoryBytes(),
          WriteFixture.SETTINGS.streamThresholdBytes(),
          WriteFixture.SETTINGS.clock(),
          Optional.of(new InPlaceLimits(PART, 3 * PART)),
          WriteFixture.SETTINGS.host());

  @TempDir Path directory;

  private WriteFixture fixture(Volume volume) throws IOException {
    StagingSettings little = WriteFixture.STAGING.withDiskBytes(20_000);
    return new WriteFixture(volume, directory, little, SETTINGS);
  }

  /** Makes the file this long and writes the extents; returns what it holds then. */
  private static byte[] write(FileWriter writer) throws IOException {
    byte[] expected = new byte[LENGTH];
    writer.truncate(LENGTH);
    for (int at : EXTENTS) {
      byte[] extent = Content.bytes(at, EXTENT_BYTES);
      writer.write(at, ByteBuffer.wrap(extent));
      System.arraycopy(extent, 0, expected, at, EXTENT_BYTES);
    }
    return expected;
  }

  private static void assertNothingBeside(WriteFixture fixture) throws IOException {
    assertThat(fixture.bucket.list(ListRequest.tree("")).objects())
        .extracting(ListedObject::key)
        .containsExactly(KEY);
  }

  /** S-21: the store makes the holes of a plain file. */
  @Test
  void commit_ofAPlainFileWithLargeHoles_uploadsItsExtentsOnly() throws IOException {
    try (WriteFixture fixture = fixture(Volume.PLAIN);
        FileWriter writer = fixture.create()) {
      byte[] expected = write(writer);

      fixture.assertStored(writer.commit(newFile()), expected);

      // A part of zeros; and for each extent at most two of the least parts.
      assertThat(fixture.counted.bytesUploaded())
          .isLessThanOrEqualTo(ZEROS + EXTENTS.length * (2L * PART + 2 * CHUNK));
      // 32 copies of 512 make one of 16,384, and about as many of these the holes.
      assertThat(fixture.counted.count(Request.UPLOAD_PART_COPY)).isBetween(60L, 70L);
      assertThat(fixture.counted.count(Request.PUT)).isEqualTo(1);
      assertThat(fixture.counted.count(Request.CREATE_UPLOAD)).isEqualTo(2);
      assertNothingBeside(fixture);
    }
  }

  /** S-21: each chunk of zeros of an encrypted file is another. */
  @Test
  void commit_ofAnEncryptedFileWithLargeHoles_uploadsThemToo() throws IOException {
    try (WriteFixture fixture = fixture(Volume.COFFER);
        FileWriter writer = fixture.create()) {
      byte[] expected = write(writer);

      fixture.assertStored(writer.commit(newFile()), expected);

      assertThat(fixture.counted.bytesUploaded()).isGreaterThanOrEqualTo(LENGTH);
      assertThat(fixture.counted.count(Request.UPLOAD_PART_COPY)).isZero();
    }
  }

  @Test
  void commit_ofAFileWithSmallHoles_uploadsThemToo() throws IOException {
    try (WriteFixture fixture = fixture(Volume.PLAIN);
        FileWriter writer = fixture.create()) {
      writer.truncate(8 * ZEROS - 1);

      fixture.assertStored(writer.commit(newFile()), new byte[8 * ZEROS - 1]);

      assertThat(fixture.counted.bytesUploaded()).isEqualTo(8 * ZEROS - 1);
    }
  }

  @Test
  void commit_afterThat_movesWhatChanged() throws IOException {
    try (WriteFixture fixture = fixture(Volume.PLAIN);
        FileWriter writer = fixture.create()) {
      byte[] expected = write(writer);
      Precondition made = Precondition.ifMatch(writer.commit(newFile()).etag());
      fixture.counted.reset();
      writer.write(100_000, ByteBuffer.wrap(new byte[] {1}));
      expected[100_000] = 1;

      fixture.assertStored(writer.commit(WriteFixture.request(made)), expected);

      assertThat(fixture.counted.bytesUploaded()).isLessThanOrEqualTo(PART + CHUNK);
      assertThat(fixture.counted.count(Request.PUT)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
  void commit_ofRandomExtents_storesThem(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 20; round++) {
      try (WriteFixture fixture = fixture(Volume.PLAIN);
          FileWriter writer = fixture.create()) {
        byte[] expected = new byte[random.nextInt(5_000, 60_000)];
        writer.truncate(expected.length);
        for (int i = random.nextInt(8); i > 0; i--) {
          int at = random.nextInt(expected.length);
          byte[] extent =
              Content.bytes(at, random.nextInt(1, Math.min(1_000, expected.length - at) + 1));
          writer.write(at, ByteBuffer.wrap(extent));
          System.arraycopy(extent, 0, expected, at, extent.length);
        }

        fixture.assertStored(writer.commit(newFile()), expected);

        assertNothingBeside(fixture);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"UPLOAD_PART_COPY, UNSUPPORTED", "UPLOAD_PART_COPY, NOT_FOUND", "PUT, REJECTED"})
  void commit_whereTheStoreMakesNoHoles_uploadsThemToo(Request request, Reason reason)
      throws IOException {
    try (WriteFixture fixture = fixture(Volume.PLAIN);
        FileWriter writer = fixture.create()) {
      byte[] expected = write(writer);
      fixture.faulty.next(request, Fault.refusal(reason));

      fixture.assertStored(writer.commit(newFile()), expected);

      assertThat(fixture.counted.bytesUploaded()).isGreaterThanOrEqualTo(LENGTH);
      assertNothingBeside(fixture);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Request.class,
      names = {"PUT", "UPLOAD_PART_COPY", "UPLOAD_PART", "COMPLETE_UPLOAD"})
  void commit_whoseRequestFails_leavesNothingAndMayBeTriedAgain(Request request)
      throws IOException {
    try (WriteFixture fixture = fixture(Volume.PLAIN);
        FileWriter writer = fixture.create()) {
      byte[] expected = write(writer);
      fixture.faulty.next(request, Fault.refusal(Reason.UNAVAILABLE));

      assertThatThrownBy(() -> writer.commit(newFile())).hasMessageContaining(request.name());
      assertThat(fixture.bucket.list(ListRequest.tree("")).objects()).isEmpty();

      fixture.assertStored(writer.commit(newFile()), expected);
      assertNothingBeside(fixture);
    }
  }

  @Test
  void commit_thatLosesToAnotherWriter_isStaleAndLeavesTheirs() throws IOException {
    try (WriteFixture fixture = fixture(Volume.PLAIN);
        FileWriter writer = fixture.create()) {
      write(writer);
      fixture.bucket.put(KEY, PartBody.of(new byte[5]), Map.of(), Precondition.none());

      assertThatThrownBy(() -> writer.commit(newFile()))
          .isInstanceOfSatisfying(
              FileException.class,
              e -> assertThat(e.reason()).isEqualTo(FileException.Reason.STALE));

      assertThat(fixture.bucket.body(KEY)).hasSize(5);
      assertNothingBeside(fixture);
    }
  }
}
