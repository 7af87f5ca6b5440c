package io.cofferfs.fs.read;

import static io.cofferfs.fs.read.ReadFixture.CHUNK;
import static io.cofferfs.fs.read.ReadFixture.SETTINGS;
import static io.cofferfs.fs.read.ReadFixture.read;
import static io.cofferfs.fs.read.StoredFiles.content;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.cache.DiskCache;
import io.cofferfs.crypto.ContentNames;
import io.cofferfs.crypto.EphemeralCipher;
import io.cofferfs.fs.Eventually;
import io.cofferfs.fs.TestClock;
import io.cofferfs.fs.s3.CountingObjectStore;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.volume.CachedShare;
import io.cofferfs.fs.volume.CofferCodec;
import io.cofferfs.fs.volume.ContentSource;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.TestVolumes;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S-85, S-86: what was read once is read again without the bucket, and is as trustworthy. */
final class DiskTierTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int LENGTH = 700 * CHUNK + 11; // More than one segment.

  private final CountingObjectStore store = new CountingObjectStore(new InMemoryObjectStore());
  private final byte[] content = content(1, LENGTH);
  @TempDir private Path directory;

  /**
   * S-85 What was read once of a version is read again from the cache directory, without a request
   * for it, also by the next mount if the volume is encrypted.
   */
  @Test
  void coffer_readAgainByTheNextMount_comesFromTheDisk() throws IOException {
    CofferCodec codec = TestVolumes.coffer(CHUNK);
    FileVersion version = stored(codec, "file");
    readWhole(lasting(codec), version);
    store.reset();
    readWhole(lasting(codec), version);
    assertThat(store.total()).isZero();
  }

  /** S-100: how much of a content is near, also what an earlier mount has left on the disk. */
  @Test
  void cached_tellsWhatMemoryAndDiskHold() throws IOException {
    CofferCodec codec = TestVolumes.coffer(CHUNK);
    FileVersion version = stored(codec, "file");
    try (BlockReader reader = lasting(codec)) {
      assertThat(reader.cached(version)).isEqualTo(CachedShare.NONE);
      try (ContentSource source = reader.open(version)) {
        read(source, 0, 1);
      }
      assertThat(reader.cached(version).inMemory()).isBetween(1, 50);
      Eventually.holds(() -> reader.cached(version).onDisk() > 0);
      assertThat(reader.cached(version).onDisk()).isLessThanOrEqualTo(50);
    }
    readWhole(lasting(codec), version);
    try (BlockReader next = lasting(codec)) {
      store.reset();
      assertThat(next.cached(version)).isEqualTo(new CachedShare(0, 100));
      assertThat(store.total()).isZero();
    }
  }

  @Test
  void plain_readAgainFromTheDisk_butNotByTheNextMount() throws IOException {
    VolumeCodec codec = TestVolumes.plain(CHUNK);
    FileVersion version = stored(codec, "file");
    try (BlockReader reader = passing(codec)) {
      readWhole(reader.open(version));
      store.reset();
      readWhole(reader.open(version));
      assertThat(store.total()).isZero();
    }
    readWhole(passing(codec), version);
    assertThat(store.count(Request.GET)).isPositive();
  }

  /**
   * S-86 The directory holds nothing that can be read without the volume's keys, no names either.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void disk_holdsNoPlaintext_andNoNames(boolean encrypted) throws IOException {
    byte[] text = "attack at dawn! ".repeat(100).getBytes(StandardCharsets.US_ASCII);
    VolumeCodec codec = encrypted ? TestVolumes.coffer(CHUNK) : TestVolumes.plain(CHUNK);
    FileVersion version = new StoredFiles(store, codec).store("a secret name", text);
    try (BlockReader reader =
            codec instanceof CofferCodec coffer ? lasting(coffer) : passing(codec);
        ContentSource source = reader.open(version)) {
      assertThat(read(source, 0, text.length)).isEqualTo(text);
      List<Path> files = files();
      assertThat(files).isNotEmpty();
      for (Path file : files) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .doesNotContain("attack at dawn", "secret name");
        assertThat(file.toString()).doesNotContain("secret");
      }
    }
  }

  /** Every slot of every file altered, one after the other: the content is still the right one. */
  @Test
  void blockThatWasAltered_isFetchedAgain() throws IOException {
    CofferCodec codec = TestVolumes.coffer(CHUNK);
    FileVersion version = stored(codec, "file");
    readWhole(lasting(codec), version);
    for (Path file : files()) {
      try (RandomAccessFile altered = new RandomAccessFile(file.toFile(), "rw")) {
        for (long at = 4096 + 20; at < altered.length(); at += CHUNK + 28) {
          altered.seek(at);
          int before = altered.read();
          altered.seek(at);
          altered.write(before ^ 1);
        }
      }
    }
    store.reset();
    readWhole(lasting(codec), version);
    assertThat(store.bytesDownloaded()).isGreaterThanOrEqualTo(LENGTH);
    store.reset();
    readWhole(lasting(codec), version);
    assertThat(store.total()).isZero();
  }

  @Test
  void fileThatWasReplaced_isNotTakenFromTheDisk() throws IOException {
    CofferCodec codec = TestVolumes.coffer(CHUNK);
    readWhole(lasting(codec), stored(codec, "file"));
    byte[] other = content(2, LENGTH);
    FileVersion replaced = new StoredFiles(store, codec).store("file", other);
    try (BlockReader reader = lasting(codec);
        ContentSource source = reader.open(replaced)) {
      assertThat(read(source, 0, LENGTH)).isEqualTo(other);
    }
  }

  @Test
  void cacheThatIsSmallerThanTheFile_servesWhatItHas() throws IOException {
    CofferCodec codec = TestVolumes.coffer(CHUNK);
    FileVersion version = stored(codec, "file");
    for (int pass = 0; pass < 3; pass++) {
      readWhole(lasting(codec, /* maxBytes= */ LENGTH / 2), version);
    }
  }

  /** The directory vanishes, as scratch space does: reads go on without it. */
  @Test
  void directoryThatWasRemoved_failsNoRead() throws IOException {
    CofferCodec codec = TestVolumes.coffer(CHUNK);
    FileVersion version = stored(codec, "file");
    try (BlockReader reader = lasting(codec)) {
      readWhole(reader.open(version));
      for (Path file : files()) {
        Files.delete(file);
      }
      try (Stream<Path> shards = Files.list(directory)) {
        for (Path shard : shards.toList()) {
          Files.delete(shard);
        }
      }
      Files.delete(directory);
      Files.writeString(directory, "in the way");
      try (BlockReader second = new BlockReader(store, codec, SETTINGS);
          ContentSource direct = second.open(version)) {
        assertThat(read(direct, 0, LENGTH)).isEqualTo(content);
      }
      FileVersion another = stored(codec, "another");
      readWhole(reader.open(another));
    }
  }

  private FileVersion stored(VolumeCodec codec, String key) throws IOException {
    return new StoredFiles(store, codec).store(key, content);
  }

  private void readWhole(BlockReader reader, FileVersion version) throws IOException {
    try (reader) {
      readWhole(reader.open(version));
    }
  }

  private void readWhole(ContentSource opened) throws IOException {
    try (opened) {
      assertThat(read(opened, 0, LENGTH + 1)).isEqualTo(content);
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.filter(Files::isRegularFile).toList();
    }
  }

  private BlockReader lasting(CofferCodec codec) throws IOException {
    return lasting(codec, /* maxBytes= */ 1 << 20);
  }

  private BlockReader lasting(CofferCodec codec, long maxBytes) throws IOException {
    DiskCache disk = DiskCache.open(directory, maxBytes, new TestClock());
    DiskSettings settings = new DiskSettings(disk, codec.cacheNames(), Optional.empty());
    return new BlockReader(store, codec, WITHOUT_MEMORY, settings);
  }

  private BlockReader passing(VolumeCodec codec) throws IOException {
    DiskCache disk = DiskCache.openPassing(directory, 1 << 20, new TestClock());
    try (EphemeralCipher cipher = EphemeralCipher.create(RANDOM)) {
      return new BlockReader(
          store,
          codec,
          WITHOUT_MEMORY,
          new DiskSettings(disk, ContentNames.ephemeral(RANDOM), Optional.of(cipher.newFile())));
    }
  }

  /** So that what is read again can only come from the disk. */
  private static final ReadSettings WITHOUT_MEMORY = ReadFixture.settings(/* blocks= */ 16);
}
