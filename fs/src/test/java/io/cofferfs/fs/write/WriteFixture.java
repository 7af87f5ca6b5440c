package io.cofferfs.fs.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.s3.CountingObjectStore;
import io.cofferfs.fs.s3.FaultyObjectStore;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.staging.StagingArea;
import io.cofferfs.fs.staging.StagingSettings;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.KeySpace;
import io.cofferfs.fs.volume.OpenedAttributes;
import io.cofferfs.fs.volume.TestVolumes;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Writers on a bucket in memory: chunks of 64 bytes, parts of 256, blocks of 32 of which two stay
 * in memory, and streaming from 64 bytes on.
 */
final class WriteFixture implements AutoCloseable {
  static final int CHUNK = 64;
  static final int PART = 256;
  static final FilePath PATH = new FilePath("dir/file");
  static final String KEY = "vol/dir/file";
  static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
  static final FileMetadata ATTRIBUTES =
      TestVolumes.DEFAULTS.file(new Timestamp(1_700_000_000L, 123));
  static final StagingSettings STAGING = new StagingSettings(32, 2, 8, Long.MAX_VALUE);
  static final WriteSettings SETTINGS =
      new WriteSettings(
          PART,
          3,
          1 << 14,
          CHUNK,
          Clock.fixed(NOW, ZoneOffset.UTC),
          Optional.of(new InPlaceLimits(PART, 3 * PART)),
          "here.example.org");

  /** What the tests run on. */
  enum Volume {
    PLAIN,
    COFFER,
    S3EC;

    /** Those whose files are changed in place. */
    static final Set<Volume> IN_PLACE = EnumSet.of(PLAIN, COFFER);

    VolumeCodec codec() {
      return switch (this) {
        case PLAIN -> TestVolumes.plain(CHUNK);
        case COFFER -> TestVolumes.coffer(CHUNK);
        case S3EC -> TestVolumes.s3ec(CHUNK);
      };
    }
  }

  final InMemoryObjectStore bucket =
      new InMemoryObjectStore(Clock.systemUTC(), /* minimumPartBytes= */ PART);
  final CountingObjectStore counted = new CountingObjectStore(bucket);
  final FaultyObjectStore faulty = new FaultyObjectStore(counted);
  final VolumeCodec codec;
  final StagingArea staging;
  final FileWriters writers;

  WriteFixture(Volume volume, Path directory) throws IOException {
    this(volume, directory, STAGING, SETTINGS);
  }

  WriteFixture(Volume volume, Path directory, StagingSettings staging, WriteSettings settings)
      throws IOException {
    this.codec = volume.codec();
    this.staging = StagingArea.open(directory, new SecureRandom(), staging);
    WriteTarget target =
        new WriteTarget(
            faulty,
            codec,
            new KeySpace("vol/"),
            version -> new StoredContent(faulty, codec, version));
    this.writers = new FileWriters(target, this.staging, settings);
  }

  FileWriter create() {
    return writers.create(PATH, ATTRIBUTES);
  }

  /** The file at {@link #PATH} with this content. */
  FileVersion stored(byte[] content) throws IOException {
    try (FileWriter writer = create()) {
      writer.write(0, ByteBuffer.wrap(content));
      FileVersion version = writer.commit(request(Precondition.none()));
      counted.reset();
      return version;
    }
  }

  static CommitRequest request(Precondition precondition) {
    return new CommitRequest(PATH, ATTRIBUTES, /* mtimeExplicit= */ false, precondition);
  }

  static CommitRequest newFile() {
    return request(Precondition.ifAbsent());
  }

  /** What somebody reads who has nothing but the bucket. */
  byte[] download(FilePath path) throws IOException {
    FileVersion version = version(path);
    ByteBuffer content = ByteBuffer.allocate((int) version.length());
    new StoredContent(bucket, codec, version).read(0, content);
    return content.array();
  }

  FileVersion version(FilePath path) throws IOException {
    ObjectInfo info = bucket.head("vol/" + path.value());
    OpenedAttributes opened = codec.openAttributes(path.value(), info.metadata());
    return new FileVersion(
        info.key(),
        info.etag(),
        codec.contentLength(info.length()),
        info.length(),
        opened.attributes().orElseThrow(),
        opened.body());
  }

  void assertStored(FileVersion version, byte[] content) throws IOException {
    assertThat(version).isEqualTo(version(PATH));
    assertThat(download(PATH)).isEqualTo(content);
  }

  static byte[] read(FileWriter writer) throws IOException {
    ByteBuffer content = ByteBuffer.allocate((int) writer.length() + 1);
    writer.read(0, content);
    byte[] bytes = new byte[content.flip().remaining()];
    content.get(bytes);
    return bytes;
  }

  @Override
  public void close() throws IOException {
    writers.close();
    staging.close();
    assertThat(bucket.listMultipartUploads("")).as("uploads left in the bucket").isEmpty();
  }
}
