package io.cofferfs.fs.write;

import static io.cofferfs.fs.write.WriteFixture.ATTRIBUTES;
import static io.cofferfs.fs.write.WriteFixture.PART;
import static io.cofferfs.fs.write.WriteFixture.PATH;
import static io.cofferfs.fs.write.WriteFixture.newFile;
import static io.cofferfs.fs.write.WriteFixture.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.s3.Fault;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.write.WriteFixture.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StreamingTest {
  private static final Timestamp UPLOAD_BEGIN = Timestamp.of(WriteFixture.NOW);

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

  /** Counted down when the first part is on its way. */
  private CountDownLatch firstPart() {
    CountDownLatch sending = new CountDownLatch(1);
    fixture.faulty.next(Request.UPLOAD_PART, Fault.hold(sending, new CountDownLatch(0)));
    return sending;
  }

  @Test
  void write_ofMoreThanAPart_sendsItBeforeTheCommit() throws Exception {
    CountDownLatch sending = firstPart();
    try (FileWriter writer = fixture.create()) {
      writer.write(0, ByteBuffer.wrap(Content.bytes(PART + 1)));
      sending.await();

      assertThat(fixture.counted.count(Request.COMPLETE_UPLOAD)).isZero();
    }
  }

  @Test
  void write_inThePartNotYetSent_doesNotDisturbTheStream() throws IOException {
    byte[] content = Content.bytes(2 * PART + 100);
    byte[] wrong = content.clone();
    Arrays.fill(wrong, 2 * PART, 2 * PART + 50, (byte) 0);
    try (FileWriter writer = fixture.create()) {
      writer.write(0, ByteBuffer.wrap(wrong));
      writer.write(2 * PART, Content.slice(content, 2 * PART, 2 * PART + 50));
      fixture.assertStored(writer.commit(newFile()), content);
    }
    assertThat(fixture.counted.count(Request.UPLOAD_PART)).isEqualTo(3);
    assertThat(fixture.counted.count(Request.ABORT_UPLOAD)).isZero();
  }

  @Test
  void write_inAPartThatWasSent_goesOnStagedAndAbortsTheUpload() throws Exception {
    byte[] content = Content.bytes(3 * PART);
    CountDownLatch sending = firstPart();
    try (FileWriter writer = fixture.create()) {
      writer.write(0, ByteBuffer.wrap(new byte[PART]));
      writer.write(PART, Content.slice(content, PART, 3 * PART));
      sending.await();
      writer.write(0, Content.slice(content, 0, PART));
      assertThat(read(writer)).isEqualTo(content);
      fixture.assertStored(writer.commit(newFile()), content);
    }
    fixture.writers.close();
    assertThat(fixture.counted.count(Request.ABORT_UPLOAD)).isEqualTo(1);
  }

  @Test
  void write_acrossAGapOfAPart_streamsZeros() throws IOException {
    byte[] expected = new byte[3 * PART];
    Arrays.fill(expected, 0, PART, (byte) 1);
    Arrays.fill(expected, 2 * PART, 3 * PART, (byte) 2);
    try (FileWriter writer = fixture.create()) {
      writer.write(0, Content.slice(expected, 0, PART));
      writer.write(2 * PART, Content.slice(expected, 2 * PART, 3 * PART));
      fixture.assertStored(writer.commit(newFile()), expected);
    }
    assertThat(fixture.counted.count(Request.CREATE_UPLOAD)).isEqualTo(1);
    assertThat(fixture.counted.count(Request.UPLOAD_PART)).isEqualTo(3);
  }

  @Test
  void truncate_upByLessThanAPart_streamsZeros() throws IOException {
    byte[] expected = Arrays.copyOf(Content.bytes(2 * PART), 2 * PART + 10);
    try (FileWriter writer = fixture.create()) {
      writer.write(0, Content.slice(expected, 0, 2 * PART));
      writer.truncate(2 * PART + 10);
      fixture.assertStored(writer.commit(newFile()), expected);
    }
    assertThat(fixture.counted.count(Request.CREATE_UPLOAD)).isEqualTo(1);
  }

  @Test
  void truncate_toNothing_beginsAFreshStream() throws Exception {
    byte[] content = Content.bytes(3 * PART);
    CountDownLatch sending = firstPart();
    try (FileWriter writer = fixture.create()) {
      writer.write(0, ByteBuffer.wrap(Content.bytes(4 * PART)));
      sending.await();
      writer.truncate(0);
      writer.write(0, ByteBuffer.wrap(content));
      fixture.assertStored(writer.commit(newFile()), content);
    }
    fixture.writers.close();
    assertThat(fixture.counted.count(Request.CREATE_UPLOAD)).isEqualTo(2);
    assertThat(fixture.counted.count(Request.COMPLETE_UPLOAD)).isEqualTo(1);
  }

  @Test
  void truncate_ofACommittedFileToNothing_streamsWhatIsWrittenThen() throws Exception {
    byte[] content = Content.bytes(3 * PART);
    FileVersion base;
    try (FileWriter writer = fixture.create()) {
      writer.write(0, ByteBuffer.wrap(Content.bytes(4 * PART)));
      base = writer.commit(newFile());
    }
    CountDownLatch sending = firstPart();
    try (FileWriter writer = fixture.writers.modify(PATH, base)) {
      writer.truncate(0);
      writer.write(0, ByteBuffer.wrap(content));
      sending.await();
    }
  }

  /** S-10: a large file has the time at which its upload began, unless the program sets one. */
  @Test
  void commit_whenNobodySetTheMtime_takesThatOfTheBeginningOfTheUpload() throws IOException {
    try (FileWriter writer = fixture.create()) {
      writer.write(0, ByteBuffer.wrap(Content.bytes(2 * PART)));

      FileVersion version = writer.commit(newFile());

      assertThat(version.attributes().mtime()).isEqualTo(UPLOAD_BEGIN);
      assertThat(version).isEqualTo(fixture.version(PATH));
    }
    assertThat(fixture.counted.count(Request.COPY)).isZero();
  }

  @Test
  void commit_whenSomebodySetTheMtime_copiesTheObjectOntoItself() throws IOException {
    byte[] content = Content.bytes(2 * PART);
    try (FileWriter writer = fixture.create()) {
      writer.write(0, ByteBuffer.wrap(content));

      FileVersion version = writer.commit(explicit(ATTRIBUTES));

      assertThat(version.attributes()).isEqualTo(ATTRIBUTES);
      fixture.assertStored(version, content);
      assertThat(writer.commit(explicit(ATTRIBUTES))).isEqualTo(version);
    }
    assertThat(fixture.counted.count(Request.COPY)).isEqualTo(1);
  }

  @Test
  void commit_ofASmallFileWithExplicitMtime_isOneRequest() throws IOException {
    try (FileWriter writer = fixture.create()) {
      writer.write(0, ByteBuffer.wrap(Content.bytes(PART)));
      assertThat(writer.commit(explicit(ATTRIBUTES)).attributes()).isEqualTo(ATTRIBUTES);
    }
    assertThat(fixture.counted.total()).isEqualTo(1);
  }

  @Test
  void commit_ofAnotherMode_isSeenByReadersOfTheWriterToo() throws IOException {
    byte[] content = Content.bytes(3 * PART);
    FileVersion base = fixture.stored(content);
    try (FileWriter writer = fixture.writers.modify(PATH, base)) {
      FileMetadata executable = withMode(ATTRIBUTES, 0100755);
      FileVersion version =
          writer.commit(
              new CommitRequest(PATH, executable, false, Precondition.ifMatch(base.etag())));

      assertThat(version.attributes()).isEqualTo(executable);
      assertThat(read(writer)).isEqualTo(content);
    }
    assertThat(fixture.counted.count(Request.PUT)).isZero();
  }

  private static CommitRequest explicit(FileMetadata attributes) {
    return new CommitRequest(PATH, attributes, /* mtimeExplicit= */ true, Precondition.none());
  }

  private static FileMetadata withMode(FileMetadata of, int mode) {
    return new FileMetadata(
        mode, of.uid(), of.gid(), of.mtime(), of.ctime(), of.rdev(), of.xattrs());
  }
}
