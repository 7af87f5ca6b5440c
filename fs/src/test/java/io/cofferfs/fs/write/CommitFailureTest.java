package io.cofferfs.fs.write;

import static io.cofferfs.fs.write.WriteFixture.ATTRIBUTES;
import static io.cofferfs.fs.write.WriteFixture.KEY;
import static io.cofferfs.fs.write.WriteFixture.PART;
import static io.cofferfs.fs.write.WriteFixture.PATH;
import static io.cofferfs.fs.write.WriteFixture.newFile;
import static io.cofferfs.fs.write.WriteFixture.read;
import static io.cofferfs.fs.write.WriteFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.s3.Fault;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.write.WriteFixture.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class CommitFailureTest {
  private static final byte[] SMALL = Content.bytes(PART / 2);
  private static final byte[] LARGE = Content.bytes(4 * PART + 5);
  private static final Fault UNAVAILABLE = Fault.refusal(Reason.UNAVAILABLE);

  @TempDir Path directory;
  private WriteFixture fixture;

  @BeforeEach
  void open() throws IOException {
    fixture = new WriteFixture(Volume.COFFER, directory);
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  private FileWriter written(byte[] content) throws IOException {
    FileWriter writer = fixture.create();
    writer.write(0, ByteBuffer.wrap(content));
    return writer;
  }

  private static void assertFails(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ObjectStoreException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static void assertStale(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FileException.class, e -> assertThat(e.reason()).isEqualTo(FileException.Reason.STALE));
  }

  @ParameterizedTest
  @EnumSource(
      value = Request.class,
      names = {"CREATE_UPLOAD", "UPLOAD_PART"})
  void commit_afterAStreamFailed_sendsAllFromStaging(Request request) throws IOException {
    fixture.faulty.next(request, UNAVAILABLE);
    try (FileWriter writer = written(LARGE)) {
      fixture.assertStored(writer.commit(newFile()), LARGE);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Request.class,
      names = {"CREATE_UPLOAD", "UPLOAD_PART", "COMPLETE_UPLOAD"})
  void commit_failingAgainAndAgain_reportsItAndSucceedsLater(Request request) throws IOException {
    for (int i = 0; i < 12; i++) {
      fixture.faulty.next(request, UNAVAILABLE);
    }
    try (FileWriter writer = written(LARGE)) {
      assertFails(Reason.UNAVAILABLE, () -> writer.commit(newFile()));
      assertThat(writer.isDirty()).isTrue();
      assertThat(read(writer)).isEqualTo(LARGE);
      assertThat(fixture.bucket.keys()).isEmpty();
      fixture.faulty.heal();

      fixture.assertStored(writer.commit(newFile()), LARGE);
    }
  }

  @Test
  void commit_afterCompletionFailedOnce_sendsNoPartTwice() throws IOException {
    fixture.faulty.next(Request.COMPLETE_UPLOAD, UNAVAILABLE);
    try (FileWriter writer = written(LARGE)) {
      assertFails(Reason.UNAVAILABLE, () -> writer.commit(newFile()));

      fixture.assertStored(writer.commit(newFile()), LARGE);
    }
    assertThat(fixture.counted.count(Request.UPLOAD_PART)).isEqualTo(5);
  }

  @Test
  void write_afterCompletionFailed_goesOnStaged() throws IOException {
    fixture.faulty.next(Request.COMPLETE_UPLOAD, UNAVAILABLE);
    try (FileWriter writer = written(new byte[LARGE.length])) {
      assertFails(Reason.UNAVAILABLE, () -> writer.commit(newFile()));
      writer.write(0, ByteBuffer.wrap(LARGE));

      fixture.assertStored(writer.commit(newFile()), LARGE);
    }
  }

  @ParameterizedTest
  @CsvSource({"PLAIN, PUT", "PLAIN, COMPLETE_UPLOAD", "COFFER, PUT", "COFFER, COMPLETE_UPLOAD"})
  void commit_whoseAnswerIsLost_findsThatItTookPlace(Volume volume, Request request)
      throws IOException {
    byte[] content = request == Request.PUT ? SMALL : LARGE;
    try (WriteFixture on = new WriteFixture(volume, directory);
        FileWriter writer = on.create()) {
      on.faulty.next(request, Fault.lostAnswer());
      writer.write(0, ByteBuffer.wrap(content));

      on.assertStored(writer.commit(newFile()), content);
      assertThat(writer.isDirty()).isFalse();
    }
  }

  @Test
  void commit_thatLosesToItsOwnFirstTry_isASuccess() throws IOException {
    // A retry inside the store: the first try took place, the second one finds the object there.
    fixture.faulty.next(Request.PUT, Fault.lostAnswer()).next(Request.HEAD, UNAVAILABLE);
    try (FileWriter writer = written(SMALL)) {
      assertFails(Reason.OUTCOME_UNKNOWN, () -> writer.commit(newFile()));

      fixture.assertStored(writer.commit(newFile()), SMALL);
    }
  }

  @Test
  void commit_ofMoreAfterALostAnswer_doesNotTakeOurOwnWriteForAnothers() throws IOException {
    fixture
        .faulty
        .next(Request.COMPLETE_UPLOAD, Fault.lostAnswer())
        .next(Request.HEAD, UNAVAILABLE);
    try (FileWriter writer = written(new byte[LARGE.length])) {
      assertFails(Reason.OUTCOME_UNKNOWN, () -> writer.commit(newFile()));
      writer.write(0, ByteBuffer.wrap(LARGE));

      fixture.assertStored(writer.commit(newFile()), LARGE);
    }
  }

  @ParameterizedTest
  @EnumSource(Volume.class)
  void commit_whenAnotherWriterCameFirst_isStaleAndChangesNothing(Volume volume)
      throws IOException {
    for (byte[] content : new byte[][] {SMALL, LARGE}) {
      try (WriteFixture on = new WriteFixture(volume, directory);
          FileWriter other = on.create();
          FileWriter writer = on.create()) {
        byte[] others = Content.bytes(99, content.length);
        other.write(0, ByteBuffer.wrap(others));
        writer.write(0, ByteBuffer.wrap(content));
        FileVersion theirs = other.commit(newFile());

        assertStale(() -> writer.commit(newFile()));

        on.assertStored(theirs, others);
        assertThat(writer.isDirty()).isTrue();
        assertThat(read(writer)).isEqualTo(content);
      }
    }
  }

  @Test
  void commit_whenTheObjectWasDeleted_isStale() throws IOException {
    FileVersion base = fixture.stored(LARGE);
    try (FileWriter writer = fixture.writers.modify(PATH, base)) {
      writer.truncate(0);
      fixture.bucket.delete(KEY, Precondition.none());

      assertStale(() -> writer.commit(request(Precondition.ifMatch(base.etag()))));
    }
  }

  @Test
  void commit_whenTheBaseWasReplaced_failsRatherThanMixingVersions() throws IOException {
    FileVersion base = fixture.stored(LARGE);
    try (FileWriter writer = fixture.writers.modify(PATH, base)) {
      writer.write(10, ByteBuffer.wrap(SMALL));
      fixture.bucket.put(KEY, PartBody.of(new byte[5]), Map.of(), Precondition.none());

      assertStale(() -> writer.commit(request(Precondition.ifMatch(base.etag()))));
      assertThat(fixture.bucket.body(KEY)).hasSize(5);
      assertThat(writer.isDirty()).isTrue();
    }
  }

  @Test
  void commit_whoseAttributesCouldNotBeChanged_changesThemNextTime() throws IOException {
    fixture.faulty.next(Request.COPY, UNAVAILABLE);
    CommitRequest explicit =
        new CommitRequest(PATH, ATTRIBUTES, /* mtimeExplicit= */ true, Precondition.ifAbsent());
    try (FileWriter writer = written(LARGE)) {
      assertFails(Reason.UNAVAILABLE, () -> writer.commit(explicit));
      assertThat(writer.isDirty()).isTrue();

      fixture.assertStored(writer.commit(explicit), LARGE);
      assertThat(fixture.version(PATH).attributes()).isEqualTo(ATTRIBUTES);
    }
    assertThat(fixture.counted.count(Request.COMPLETE_UPLOAD)).isEqualTo(1);
  }

  @Test
  void commit_ofMoreAfterAttributesCouldNotBeChanged_replacesItsOwnVersion() throws IOException {
    fixture.faulty.next(Request.COPY, UNAVAILABLE);
    CommitRequest explicit =
        new CommitRequest(PATH, ATTRIBUTES, /* mtimeExplicit= */ true, Precondition.ifAbsent());
    try (FileWriter writer = written(LARGE)) {
      assertFails(Reason.UNAVAILABLE, () -> writer.commit(explicit));
      writer.truncate(7);

      byte[] expected = Arrays.copyOf(LARGE, 7);
      fixture.assertStored(writer.commit(explicit), expected);
    }
  }
}
