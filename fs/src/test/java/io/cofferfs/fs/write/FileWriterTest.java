package io.cofferfs.fs.write;

import static io.cofferfs.fs.write.WriteFixture.ATTRIBUTES;
import static io.cofferfs.fs.write.WriteFixture.CHUNK;
import static io.cofferfs.fs.write.WriteFixture.PART;
import static io.cofferfs.fs.write.WriteFixture.newFile;
import static io.cofferfs.fs.write.WriteFixture.read;
import static io.cofferfs.fs.write.WriteFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.write.WriteFixture.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class FileWriterTest {
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

  static Stream<Arguments> sizes() {
    return Stream.of(0, 1, CHUNK, 2 * CHUNK, PART, PART + CHUNK, 2 * PART, 5 * PART)
        .flatMap(edge -> Stream.of(edge - 1, edge, edge + 1))
        .filter(size -> size >= 0)
        .distinct()
        .flatMap(
            size ->
                Stream.of(Volume.values())
                    .flatMap(
                        volume ->
                            Stream.of(1, 7, CHUNK, 100_000)
                                .map(write -> Arguments.of(volume, size, write))));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void commit_ofSequentialWrites_storesThem(Volume volume, int size, int writeBytes)
      throws IOException {
    byte[] content = Content.bytes(size);
    try (WriteFixture on = new WriteFixture(volume, directory);
        FileWriter writer = on.create()) {
      for (int at = 0; at < size; at += writeBytes) {
        writer.write(at, Content.slice(content, at, Math.min(size, at + writeBytes)));
      }
      assertThat(read(writer)).isEqualTo(content);

      FileVersion version = writer.commit(newFile());

      on.assertStored(version, content);
      assertThat(writer.isDirty()).isFalse();
      assertThat(read(writer)).isEqualTo(content);
    }
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void commit_ofWritesFromTheEndToTheBeginning_storesThem(Volume volume, int size, int writeBytes)
      throws IOException {
    byte[] content = Content.bytes(size);
    try (WriteFixture on = new WriteFixture(volume, directory);
        FileWriter writer = on.create()) {
      for (int end = size; end > 0; end -= writeBytes) {
        int start = Math.max(0, end - writeBytes);
        writer.write(start, Content.slice(content, start, end));
      }

      FileVersion version = writer.commit(newFile());

      on.assertStored(version, content);
    }
  }

  @Test
  void commit_ofOnePart_isOneRequest() throws IOException {
    try (FileWriter writer = fixture.create()) {
      writer.write(0, ByteBuffer.wrap(Content.bytes(PART)));
      writer.commit(newFile());
    }

    assertThat(fixture.counted.counts()).isEqualTo(Map.of(Request.PUT, 1L));
  }

  @Test
  void commit_ofThreeStreamedParts_isFiveRequests() throws IOException {
    try (FileWriter writer = fixture.create()) {
      writer.write(0, ByteBuffer.wrap(Content.bytes(2 * PART + 1)));
      writer.commit(newFile());
    }

    assertThat(fixture.counted.counts())
        .isEqualTo(
            Map.of(
                Request.CREATE_UPLOAD, 1L, Request.UPLOAD_PART, 3L, Request.COMPLETE_UPLOAD, 1L));
  }

  @Test
  void commit_ofThreeStagedParts_isFiveRequests() throws IOException {
    byte[] content = Content.bytes(3 * PART);
    try (FileWriter writer = fixture.create()) {
      writer.write(2 * PART, Content.slice(content, 2 * PART, 3 * PART));
      writer.write(0, Content.slice(content, 0, 2 * PART));

      fixture.assertStored(writer.commit(newFile()), content);
    }

    assertThat(fixture.counted.counts())
        .isEqualTo(
            Map.of(
                Request.CREATE_UPLOAD, 1L, Request.UPLOAD_PART, 3L, Request.COMPLETE_UPLOAD, 1L));
  }

  @Test
  void commit_whenClean_makesNoRequest() throws IOException {
    try (FileWriter writer = fixture.create()) {
      writer.write(0, ByteBuffer.wrap(Content.bytes(10)));
      FileVersion first = writer.commit(newFile());
      fixture.counted.reset();

      assertThat(writer.commit(newFile())).isEqualTo(first);
    }
    assertThat(fixture.counted.counts()).isEmpty();
  }

  @Test
  void commit_ofANewFileWithoutWrites_storesAnEmptyObject() throws IOException {
    try (FileWriter writer = fixture.create()) {
      assertThat(writer.isDirty()).isTrue();

      fixture.assertStored(writer.commit(newFile()), new byte[0]);
    }
  }

  @Test
  void commit_afterEmptyCommit_streamsWhatIsWrittenThen() throws IOException {
    byte[] content = Content.bytes(4 * PART);
    try (FileWriter writer = fixture.create()) {
      FileVersion empty = writer.commit(newFile());
      fixture.counted.reset();
      writer.write(0, ByteBuffer.wrap(content));
      FileVersion version = writer.commit(request(Precondition.ifMatch(empty.etag())));

      fixture.assertStored(version, content);
    }
    assertThat(fixture.counted.count(Request.UPLOAD_PART)).isEqualTo(4);
  }

  @Test
  void commit_afterAnAppendToAStreamedAndCommittedFile_storesAll() throws IOException {
    byte[] content = Content.bytes(3 * PART + 10);
    try (FileWriter writer = fixture.create()) {
      writer.write(0, Content.slice(content, 0, 3 * PART));
      FileVersion first = writer.commit(newFile());
      writer.write(3 * PART, Content.slice(content, 3 * PART, content.length));
      assertThat(read(writer)).isEqualTo(content);

      FileVersion second = writer.commit(request(Precondition.ifMatch(first.etag())));

      fixture.assertStored(second, content);
    }
  }

  @Test
  void write_inTheMiddleOfAStoredFile_keepsTheRest() throws IOException {
    byte[] content = Content.bytes(5 * PART + 3);
    FileVersion base = fixture.stored(content);
    byte[] change = Content.bytes(7, 100);
    System.arraycopy(change, 0, content, 600, 100);
    try (FileWriter writer = fixture.writers.modify(WriteFixture.PATH, base)) {
      assertThat(writer.isDirty()).isFalse();
      writer.write(600, ByteBuffer.wrap(change));
      assertThat(read(writer)).isEqualTo(content);

      FileVersion version = writer.commit(request(Precondition.ifMatch(base.etag())));

      fixture.assertStored(version, content);
      assertThat(read(writer)).as("read from the new version").isEqualTo(content);
    }
  }

  @Test
  void truncate_downAndUpAgain_givesZerosAndNotWhatWasThere() throws IOException {
    byte[] content = Content.bytes(3 * PART);
    FileVersion base = fixture.stored(content);
    try (FileWriter writer = fixture.writers.modify(WriteFixture.PATH, base)) {
      writer.write(50, ByteBuffer.wrap(content, 50, 400));
      writer.truncate(100);
      writer.truncate(2 * PART);
      byte[] expected = Arrays.copyOf(Arrays.copyOf(content, 100), 2 * PART);
      assertThat(read(writer)).isEqualTo(expected);

      fixture.assertStored(writer.commit(request(Precondition.none())), expected);
    }
  }

  @Test
  void truncate_toNothing_needsNothingOfTheStoredFile() throws IOException {
    FileVersion base = fixture.stored(Content.bytes(3 * PART));
    byte[] content = Content.bytes(4 * PART);
    try (FileWriter writer = fixture.writers.modify(WriteFixture.PATH, base)) {
      writer.truncate(0);
      writer.write(0, ByteBuffer.wrap(content));

      fixture.assertStored(writer.commit(request(Precondition.ifMatch(base.etag()))), content);
    }
    assertThat(fixture.counted.count(Request.GET)).isZero();
  }

  @Test
  void write_farBehindTheEnd_leavesAHoleOfZeros() throws IOException {
    byte[] expected = new byte[10 * PART + 1];
    expected[0] = 1;
    expected[10 * PART] = 2;
    try (FileWriter writer = fixture.create()) {
      writer.write(0, ByteBuffer.wrap(new byte[] {1}));
      writer.write(10 * PART, ByteBuffer.wrap(new byte[] {2}));
      assertThat(read(writer)).isEqualTo(expected);

      fixture.assertStored(writer.commit(newFile()), expected);
    }
  }

  @Test
  void commit_underAnotherPath_storesAllThere() throws IOException {
    FilePath other = new FilePath("elsewhere");
    byte[] content = Content.bytes(4 * PART);
    try (FileWriter writer = fixture.create()) {
      writer.write(0, ByteBuffer.wrap(content));
      writer.commit(new CommitRequest(other, ATTRIBUTES, false, Precondition.ifAbsent()));
    }

    assertThat(fixture.download(other)).isEqualTo(content);
    assertThat(fixture.bucket.keys()).containsExactly("vol/elsewhere");
  }

  @Test
  void read_afterTheBaseWasMoved_readsItThere() throws IOException {
    byte[] content = Content.bytes(2 * PART);
    FileVersion base = fixture.stored(content);
    FilePath to = new FilePath("there");
    FileWriter elsewhere = fixture.writers.create(to, ATTRIBUTES);
    elsewhere.write(0, ByteBuffer.wrap(content));
    FileVersion moved =
        elsewhere.commit(new CommitRequest(to, ATTRIBUTES, false, Precondition.none()));
    elsewhere.close();
    try (FileWriter writer = fixture.writers.modify(WriteFixture.PATH, base)) {
      writer.truncate(PART);
      fixture.bucket.delete(base.key(), Precondition.none());
      writer.moved(to, moved);

      assertThat(read(writer)).isEqualTo(Arrays.copyOf(content, PART));
      writer.truncate(PART + 1);
      assertThat(read(writer)).isEqualTo(Arrays.copyOf(Arrays.copyOf(content, PART), PART + 1));
    }
  }

  @Test
  void close_withoutCommit_leavesNothingInTheBucket() throws IOException {
    FileWriter writer = fixture.create();
    writer.write(0, ByteBuffer.wrap(Content.bytes(10 * PART)));
    assertThat(fixture.bucket.keys()).isEmpty();

    writer.close();

    fixture.writers.close();
    assertThat(fixture.bucket.keys()).isEmpty();
    assertThat(fixture.bucket.listMultipartUploads("")).isEmpty();
  }

  /** S-8: a file is limited to 5 TiB. */
  @Test
  void write_beyondWhatS3Holds_isRefused() throws IOException {
    try (FileWriter writer = fixture.create()) {
      assertThatThrownBy(() -> writer.write(5L << 40, ByteBuffer.allocate(1)))
          .isInstanceOfSatisfying(
              FileException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FILE_TOO_LARGE));
      assertThatThrownBy(() -> writer.truncate(Long.MAX_VALUE)).isInstanceOf(FileException.class);
      assertThat(writer.length()).isZero();
    }
  }
}
