package io.cofferfs.fs.write;

import static io.cofferfs.fs.write.WriteFixture.CHUNK;
import static io.cofferfs.fs.write.WriteFixture.KEY;
import static io.cofferfs.fs.write.WriteFixture.PART;
import static io.cofferfs.fs.write.WriteFixture.PATH;
import static io.cofferfs.fs.write.WriteFixture.newFile;
import static io.cofferfs.fs.write.WriteFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.s3.Fault;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.staging.StagingSettings;
import io.cofferfs.fs.volume.BodyIdentity;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.write.WriteFixture.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Commits that move what changed: S-19 and S-20 of SEMANTICS.md. Parts have 256 bytes at least, as
 * the bucket insists.
 */
final class InPlaceTest {
  /** In many parts, with a last chunk that is not full. */
  private static final byte[] LARGE = Content.bytes(40 * PART + 5);

  @TempDir Path directory;

  private static byte[] with(byte[] content, int offset, byte[] change) {
    byte[] changed = Arrays.copyOf(content, Math.max(content.length, offset + change.length));
    System.arraycopy(change, 0, changed, offset, change.length);
    return changed;
  }

  private static FileVersion overwrite(
      WriteFixture fixture, FileVersion base, int offset, byte[] bytes) throws IOException {
    try (FileWriter writer = fixture.writers.modify(PATH, base)) {
      writer.write(offset, ByteBuffer.wrap(bytes));
      return writer.commit(request(Precondition.ifMatch(base.etag())));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Volume.class,
      names = {"PLAIN", "COFFER"})
  void append_toALargeFile_movesAChunkOrTwo(Volume volume) throws IOException {
    try (WriteFixture fixture = new WriteFixture(volume, directory)) {
      FileVersion base = fixture.stored(LARGE);

      FileVersion version = overwrite(fixture, base, LARGE.length, new byte[] {1, 2, 3});

      fixture.assertStored(version, with(LARGE, LARGE.length, new byte[] {1, 2, 3}));
      assertThat(version.body()).isEqualTo(base.body());
      assertThat(version.contentKey()).isNotEqualTo(base.contentKey());
      assertThat(fixture.counted.bytesUploaded()).isLessThan(2 * (CHUNK + 28));
      assertThat(fixture.counted.bytesDownloaded()).isLessThan(2 * (CHUNK + 28));
      assertThat(fixture.counted.count(Request.PUT)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Volume.class,
      names = {"PLAIN", "COFFER"})
  void overwrite_inTheMiddleOfALargeFile_movesALeastPart(Volume volume) throws IOException {
    try (WriteFixture fixture = new WriteFixture(volume, directory)) {
      FileVersion base = fixture.stored(LARGE);

      FileVersion version = overwrite(fixture, base, 20 * PART + 1, new byte[] {1});

      fixture.assertStored(version, with(LARGE, 20 * PART + 1, new byte[] {1}));
      assertThat(fixture.counted.bytesUploaded()).isLessThanOrEqualTo(PART + CHUNK + 28);
    }
  }

  @ParameterizedTest
  @CsvSource({"PLAIN, 5000", "PLAIN, 5120", "COFFER, 5000", "COFFER, 5120"})
  void truncate_ofALargeFile_movesAChunk(Volume volume, int length) throws IOException {
    try (WriteFixture fixture = new WriteFixture(volume, directory)) {
      FileVersion base = fixture.stored(LARGE);
      try (FileWriter writer = fixture.writers.modify(PATH, base)) {
        writer.truncate(length);

        FileVersion version = writer.commit(request(Precondition.ifMatch(base.etag())));

        fixture.assertStored(version, Arrays.copyOf(LARGE, length));
        assertThat(fixture.counted.bytesUploaded()).isLessThanOrEqualTo(CHUNK + 28);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Volume.class,
      names = {"PLAIN", "COFFER"})
  void appendAndCommit_againAndAgain_isLinearInBytesUploaded(Volume volume) throws IOException {
    int appends = 1000;
    byte[] line = Content.bytes(19);
    try (WriteFixture fixture = new WriteFixture(volume, directory);
        FileWriter writer = fixture.create()) {
      Precondition precondition = Precondition.ifAbsent();
      for (int i = 0; i < appends; i++) {
        writer.write(writer.length(), ByteBuffer.wrap(line));
        precondition = Precondition.ifMatch(writer.commit(request(precondition)).etag());
      }
      long stored = fixture.bucket.head(KEY).length();

      // At most the smallest part while there is no more, and then two chunks and a header.
      assertThat(fixture.counted.bytesUploaded()).isLessThan(appends * 2L * (CHUNK + 28) + 10_000);
      assertThat(fixture.counted.bytesUploaded()).isLessThan(appends * stored / 50);
      assertThat(fixture.counted.bytesDownloaded()).isZero();
      assertThat(fixture.download(PATH)).hasSize(appends * line.length);
    }
  }

  @Test
  void append_toABodyThatIsSealedInItsOrder_writesItWhole() throws IOException {
    try (WriteFixture fixture = new WriteFixture(Volume.S3EC, directory)) {
      FileVersion base = fixture.stored(LARGE);

      FileVersion version = overwrite(fixture, base, LARGE.length, new byte[] {1, 2, 3});

      fixture.assertStored(version, with(LARGE, LARGE.length, new byte[] {1, 2, 3}));
      assertThat(version.body()).isNotEqualTo(base.body());
      assertThat(fixture.counted.count(Request.UPLOAD_PART_COPY)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Volume.class)
  void change_ofMoreThanHalf_isWrittenWhole(Volume volume) throws IOException {
    try (WriteFixture fixture = new WriteFixture(volume, directory)) {
      FileVersion base = fixture.stored(LARGE);
      byte[] change = Content.bytes(3, LARGE.length / 2 + 1);

      FileVersion version = overwrite(fixture, base, 0, change);

      fixture.assertStored(version, with(LARGE, 0, change));
      assertThat(fixture.counted.count(Request.UPLOAD_PART_COPY)).isZero();
      if (volume == Volume.COFFER) {
        assertThat(version.body()).isNotEqualTo(base.body());
      }
    }
  }

  @Test
  void change_whereItIsForbidden_isWrittenWholeUnderANewObjectId() throws IOException {
    WriteSettings strict = WriteFixture.SETTINGS.withInPlace(Optional.empty());
    try (WriteFixture fixture =
        new WriteFixture(Volume.COFFER, directory, WriteFixture.STAGING, strict)) {
      FileVersion base = fixture.stored(LARGE);

      FileVersion version = overwrite(fixture, base, LARGE.length, new byte[] {1});

      fixture.assertStored(version, with(LARGE, LARGE.length, new byte[] {1}));
      assertThat(version.body()).isNotEqualTo(base.body());
      assertThat(fixture.counted.count(Request.UPLOAD_PART_COPY)).isZero();
    }
  }

  /**
   * As a body is of which the metadata was lost, or one of an epoch that was followed by another.
   */
  @Test
  void change_ofABodyThatMustNotBeContinued_isWrittenWhole() throws IOException {
    try (WriteFixture fixture = new WriteFixture(Volume.COFFER, directory);
        FileWriter writer = fixture.create()) {
      writer.write(0, ByteBuffer.wrap(LARGE));
      writer.moved(PATH, withoutBody(writer.commit(newFile())));
      writer.write(LARGE.length, ByteBuffer.wrap(new byte[] {1}));

      FileVersion version = writer.commit(request(Precondition.none()));

      fixture.assertStored(version, with(LARGE, LARGE.length, new byte[] {1}));
      assertThat(fixture.counted.count(Request.UPLOAD_PART_COPY)).isZero();
    }
  }

  private static FileVersion withoutBody(FileVersion version) {
    return new FileVersion(
        version.key(),
        version.etag(),
        version.length(),
        version.objectLength(),
        version.attributes(),
        new BodyIdentity.Unbound());
  }

  @Test
  void sealer_ofAKeyThatMayHaveSealedEnough_isNone() throws IOException {
    try (WriteFixture fixture = new WriteFixture(Volume.COFFER, directory)) {
      FileVersion base = fixture.stored(LARGE);
      Changes changes = new Changes();
      changes.committed(base.length());
      var planner = new PartPlanner(fixture.codec, new InPlaceLimits(PART, 3 * PART), PART);
      PartPlan plan = planner.plan(base, changes, base.length() + 1).orElseThrow();

      InPlace unlucky = new InPlace(fixture.codec, Optional.of(planner), () -> 0);
      InPlace lucky = new InPlace(fixture.codec, Optional.of(planner), () -> -1);

      assertThat(unlucky.sealer(base, plan)).isEmpty();
      assertThat(lucky.sealer(base, plan)).isPresent();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PLAIN, UNSUPPORTED, 1",
    "COFFER, UNSUPPORTED, 1",
    "COFFER, BROKEN_PROMISE, 1",
    "COFFER, REJECTED, 1",
    "COFFER, ACCESS_DENIED, 2",
    "COFFER, WRONG_CUSTOMER_KEY, 2"
  })
  void change_whereTheStoreRefusesToCopyParts_isWrittenWhole(
      Volume volume, Reason reason, int attempts) throws IOException {
    try (WriteFixture fixture = new WriteFixture(volume, directory)) {
      FileVersion first = fixture.stored(Content.bytes(4 * PART));
      for (int i = 0; i < 10; i++) {
        fixture.faulty.next(Request.UPLOAD_PART_COPY, Fault.refusal(reason));
      }

      FileVersion second = overwrite(fixture, first, 4 * PART, new byte[] {1});
      long uploadsOfOne = fixture.counted.count(Request.CREATE_UPLOAD);
      FileVersion third = overwrite(fixture, second, 4 * PART + 1, new byte[] {2});

      byte[] expected = with(Content.bytes(4 * PART), 4 * PART, new byte[] {1, 2});
      fixture.assertStored(third, expected);
      // In place and whole; then, if it was learnt, whole only.
      assertThat(uploadsOfOne).isEqualTo(2);
      assertThat(fixture.counted.count(Request.CREATE_UPLOAD)).isEqualTo(2 + attempts);
    }
  }

  @Test
  void change_thatIsRefusedOnceAfterOthersWere_leavesTheNextInPlace() throws IOException {
    try (WriteFixture fixture = new WriteFixture(Volume.COFFER, directory)) {
      FileVersion first = fixture.stored(LARGE);
      FileVersion second = overwrite(fixture, first, LARGE.length, new byte[] {1});
      fixture.faulty.next(Request.UPLOAD_PART_COPY, Fault.refusal(Reason.REJECTED));
      FileVersion third = overwrite(fixture, second, LARGE.length + 1, new byte[] {2});
      FileVersion fourth = overwrite(fixture, third, LARGE.length + 2, new byte[] {3});

      assertThat(second.body()).isEqualTo(first.body());
      assertThat(third.body()).isNotEqualTo(second.body());
      assertThat(fourth.body()).isEqualTo(third.body());
      fixture.assertStored(fourth, with(LARGE, LARGE.length, new byte[] {1, 2, 3}));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "CREATE_UPLOAD, UNAVAILABLE",
    "UPLOAD_PART, UNAVAILABLE",
    "UPLOAD_PART_COPY, UNAVAILABLE",
    "COMPLETE_UPLOAD, UNAVAILABLE",
    "GET, UNAVAILABLE",
    "UPLOAD_PART, OUTCOME_UNKNOWN",
    "UPLOAD_PART_COPY, OUTCOME_UNKNOWN"
  })
  void change_whoseRequestFails_leavesTheBaseAndMayBeTriedAgain(Request request, Reason reason)
      throws IOException {
    for (Volume volume : Volume.IN_PLACE) {
      try (WriteFixture fixture = new WriteFixture(volume, directory)) {
        FileVersion base = fixture.stored(LARGE);
        Precondition precondition = Precondition.ifMatch(base.etag());
        try (FileWriter writer = fixture.writers.modify(PATH, base)) {
          writer.write(20 * PART + 1, ByteBuffer.wrap(new byte[] {1}));
          fixture.faulty.next(request, Fault.refusal(reason));

          assertThatThrownBy(() -> writer.commit(request(precondition)))
              .hasMessageContaining(request.name());
          fixture.assertStored(base, LARGE);
          assertThat(writer.isDirty()).isTrue();

          FileVersion version = writer.commit(request(precondition));
          fixture.assertStored(version, with(LARGE, 20 * PART + 1, new byte[] {1}));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Request.class,
      names = {"CREATE_UPLOAD", "UPLOAD_PART_COPY", "UPLOAD_PART", "COMPLETE_UPLOAD"})
  void change_whenAnotherWriterReplacesTheBase_isStaleAndLeavesTheOthers(Request request)
      throws IOException {
    for (Volume volume : Volume.IN_PLACE) {
      try (WriteFixture fixture = new WriteFixture(volume, directory)) {
        FileVersion base = fixture.stored(LARGE);
        try (FileWriter writer = fixture.writers.modify(PATH, base)) {
          writer.write(20 * PART, ByteBuffer.wrap(Content.bytes(PART)));
          fixture.faulty.next(
              request,
              Fault.interference(
                  () ->
                      fixture.bucket.put(
                          KEY, PartBody.of(new byte[5]), Map.of(), Precondition.none())));

          assertThatThrownBy(() -> writer.commit(request(Precondition.ifMatch(base.etag()))))
              .isInstanceOfSatisfying(
                  FileException.class,
                  e -> assertThat(e.reason()).isEqualTo(FileException.Reason.STALE));
          assertThat(fixture.bucket.body(KEY)).hasSize(5);
          assertThat(writer.isDirty()).isTrue();
        }
      }
    }
  }

  /** Both keep the object id, so that alone would take the other's version for one's own. */
  @Test
  void change_thatLosesToAnotherChangeInPlace_isStale() throws IOException {
    try (WriteFixture fixture = new WriteFixture(Volume.COFFER, directory)) {
      FileVersion base = fixture.stored(LARGE);
      Precondition precondition = Precondition.ifMatch(base.etag());
      try (FileWriter one = fixture.writers.modify(PATH, base);
          FileWriter other = fixture.writers.modify(PATH, base)) {
        one.write(LARGE.length, ByteBuffer.wrap(new byte[] {1}));
        other.write(LARGE.length, ByteBuffer.wrap(new byte[] {2}));
        FileVersion theirs = other.commit(request(precondition));
        assertThat(theirs.body()).isEqualTo(base.body());

        assertThatThrownBy(() -> one.commit(request(precondition)))
            .isInstanceOfSatisfying(
                FileException.class,
                e -> assertThat(e.reason()).isEqualTo(FileException.Reason.STALE));
        fixture.assertStored(theirs, with(LARGE, LARGE.length, new byte[] {2}));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Volume.class)
  void change_whoseAnswerIsLost_findsThatItTookPlace(Volume volume) throws IOException {
    try (WriteFixture fixture = new WriteFixture(volume, directory)) {
      FileVersion base = fixture.stored(LARGE);
      fixture.faulty.next(Request.COMPLETE_UPLOAD, Fault.lostAnswer());

      FileVersion version = overwrite(fixture, base, LARGE.length, new byte[] {1});

      fixture.assertStored(version, with(LARGE, LARGE.length, new byte[] {1}));
      assertThat(fixture.counted.count(Request.COMPLETE_UPLOAD)).isEqualTo(1);
    }
  }

  /** The base is gone, replaced by what was reported as a failure: nobody else has written. */
  @ParameterizedTest
  @EnumSource(
      value = Volume.class,
      names = {"PLAIN", "COFFER"})
  void change_ofMoreAfterALostAnswer_goesOnFromItsOwnVersion(Volume volume) throws IOException {
    try (WriteFixture fixture = new WriteFixture(volume, directory)) {
      FileVersion base = fixture.stored(LARGE);
      Precondition precondition = Precondition.ifMatch(base.etag());
      try (FileWriter writer = fixture.writers.modify(PATH, base)) {
        writer.write(LARGE.length, ByteBuffer.wrap(new byte[] {1}));
        fixture
            .faulty
            .next(Request.COMPLETE_UPLOAD, Fault.lostAnswer())
            .next(Request.HEAD, Fault.refusal(Reason.UNAVAILABLE));
        assertThatThrownBy(() -> writer.commit(request(precondition)))
            .hasMessageContaining("answer lost");
        writer.write(100, ByteBuffer.wrap(new byte[] {9, 9}));
        fixture.counted.reset();

        FileVersion version = writer.commit(request(precondition));

        byte[] expected = with(LARGE, LARGE.length, new byte[] {1});
        fixture.assertStored(version, with(expected, 100, new byte[] {9, 9}));
        assertThat(fixture.counted.bytesUploaded()).isLessThan(2 * PART + 4 * CHUNK);
      }
    }
  }

  /** S-21: holes take no room in staging. */
  @Test
  void truncateUpAndWrite_far_takesNoLocalDiskForTheHoles() throws IOException {
    StagingSettings little = WriteFixture.STAGING.withDiskBytes(1000);
    try (WriteFixture fixture =
            new WriteFixture(Volume.COFFER, directory, little, WriteFixture.SETTINGS);
        FileWriter writer = fixture.create()) {
      byte[] expected = new byte[200_000];
      writer.truncate(expected.length);
      for (int at : new int[] {10, 100_000, 199_000}) {
        byte[] extent = Content.bytes(at, 100);
        writer.write(at, ByteBuffer.wrap(extent));
        System.arraycopy(extent, 0, expected, at, extent.length);
      }

      fixture.assertStored(writer.commit(newFile()), expected);
    }
  }
}
