package io.cofferfs.fs.write;

import static io.cofferfs.fs.write.WriteFixture.ATTRIBUTES;
import static io.cofferfs.fs.write.WriteFixture.PART;
import static io.cofferfs.fs.write.WriteFixture.PATH;
import static io.cofferfs.fs.write.WriteFixture.SETTINGS;
import static io.cofferfs.fs.write.WriteFixture.STAGING;
import static io.cofferfs.fs.write.WriteFixture.newFile;
import static io.cofferfs.fs.write.WriteFixture.read;
import static io.cofferfs.fs.write.WriteFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.Fault;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.staging.StagingArea;
import io.cofferfs.fs.staging.StagingFile;
import io.cofferfs.fs.staging.StagingSettings;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.write.WriteFixture.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StagingTest {
  private static final byte[] LARGE = Content.bytes(5 * PART);

  @TempDir Path directory;

  private WriteFixture withDisk(long bytes) throws IOException {
    return new WriteFixture(Volume.COFFER, directory, STAGING.withDiskBytes(bytes), SETTINGS);
  }

  private static void assertNoSpace(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FileException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NO_SPACE));
  }

  @Test
  void write_whileStagingIsFull_streamsOnWithoutIt() throws IOException {
    try (WriteFixture fixture = withDisk(300);
        FileWriter writer = fixture.create()) {
      for (int at = 0; at < LARGE.length; at += 10) {
        writer.write(at, Content.slice(LARGE, at, at + 10));
      }
      assertThat(writer.length()).isEqualTo(LARGE.length);

      FileVersion version = writer.commit(newFile());

      fixture.assertStored(version, LARGE);
      assertThat(read(writer)).as("read from the bucket now").isEqualTo(LARGE);
      writer.write(3, ByteBuffer.wrap(new byte[] {1, 2, 3}));
      byte[] changed = LARGE.clone();
      System.arraycopy(new byte[] {1, 2, 3}, 0, changed, 3, 3);
      fixture.assertStored(writer.commit(request(Precondition.ifMatch(version.etag()))), changed);
    }
  }

  @Test
  void write_whileStagingIsFull_ofASmallFile_isStillOneRequest() throws IOException {
    byte[] content = Arrays.copyOf(LARGE, PART);
    try (WriteFixture fixture = withDisk(0);
        FileWriter writer = fixture.create()) {
      writer.write(0, ByteBuffer.wrap(content));
      assertThat(read(writer)).isEqualTo(content);

      fixture.assertStored(writer.commit(newFile()), content);
      assertThat(fixture.counted.count(Request.PUT)).isEqualTo(1);
    }
  }

  @Test
  void whatNeedsStagedBytes_whenStagingWasFull_failsAndTheStreamGoesOn() throws IOException {
    try (WriteFixture fixture = withDisk(300);
        FileWriter writer = fixture.create()) {
      writer.write(0, ByteBuffer.wrap(LARGE, 0, 4 * PART));

      assertNoSpace(() -> writer.write(0, ByteBuffer.wrap(new byte[1])));
      assertNoSpace(() -> writer.truncate(10));
      assertNoSpace(() -> read(writer));
      CommitRequest elsewhere =
          new CommitRequest(new FilePath("elsewhere"), ATTRIBUTES, false, Precondition.ifAbsent());
      assertNoSpace(() -> writer.commit(elsewhere));

      writer.write(4 * PART, ByteBuffer.wrap(LARGE, 4 * PART, PART));
      fixture.assertStored(writer.commit(newFile()), LARGE);
    }
  }

  @Test
  void truncate_toNothing_whenStagingWasFull_startsAnew() throws IOException {
    try (WriteFixture fixture = withDisk(300);
        FileWriter writer = fixture.create()) {
      writer.write(0, ByteBuffer.wrap(LARGE));
      writer.truncate(0);
      writer.write(0, ByteBuffer.wrap(LARGE, 0, 50));

      fixture.assertStored(writer.commit(newFile()), Arrays.copyOf(LARGE, 50));
    }
  }

  @Test
  void commit_whenStagingWasFullAndAPartFailed_saysSoEveryTime() throws IOException {
    try (WriteFixture fixture = withDisk(0);
        FileWriter writer = fixture.create()) {
      fixture
          .faulty
          .spare(Request.UPLOAD_PART, 1)
          .next(Request.UPLOAD_PART, Fault.refusal(ObjectStoreException.Reason.UNAVAILABLE));
      writer.write(0, ByteBuffer.wrap(LARGE, 0, PART + 1));

      assertThatThrownBy(() -> writer.commit(newFile())).isInstanceOf(ObjectStoreException.class);
      assertThatThrownBy(() -> writer.commit(newFile())).isInstanceOf(ObjectStoreException.class);
      assertThatThrownBy(() -> writer.write(PART + 1, ByteBuffer.wrap(LARGE)))
          .isInstanceOf(ObjectStoreException.class);
      assertThat(fixture.bucket.keys()).isEmpty();
    }
  }

  @Test
  void write_outOfOrderIntoFullStaging_failsAndKeepsWhatWasAcknowledged() throws IOException {
    byte[] change = Content.bytes(6 * 32);
    byte[] expected = Arrays.copyOf(LARGE, PART);
    System.arraycopy(change, 0, expected, 0, change.length);
    try (WriteFixture fixture = withDisk(4 * 60)) {
      FileVersion base = fixture.stored(Arrays.copyOf(LARGE, PART));
      try (FileWriter writer = fixture.writers.modify(PATH, base)) {
        writer.write(0, ByteBuffer.wrap(change));
        assertNoSpace(() -> writer.write(10 * PART, ByteBuffer.wrap(new byte[100])));

        assertThat(read(writer)).isEqualTo(expected);
        fixture.assertStored(writer.commit(request(Precondition.ifMatch(base.etag()))), expected);
      }
    }
  }

  @Test
  void close_givesAllRoomBack() throws IOException {
    StagingSettings little = new StagingSettings(32, 2, 1, 3 * 60);
    try (StagingArea area = StagingArea.open(directory, new SecureRandom(), little)) {
      for (int i = 0; i < 3; i++) {
        try (StagingFile file = area.newFile()) {
          file.write(0, ByteBuffer.allocate(5 * 32));
          assertNoSpace(() -> file.write(5 * 32, ByteBuffer.allocate(32)));
        }
        assertThat(openDescriptors()).isEmpty();
      }
      assertThat(names()).isEmpty();
    }
  }

  // S-67: staging files have no name.
  @Test
  void stagingFile_onTheDisk_holdsNoPlaintextAndHasNoName() throws IOException {
    String secret = "attack at dawn, attack at dawn! ";
    try (StagingArea area = StagingArea.open(directory, new SecureRandom(), STAGING);
        StagingFile file = area.newFile()) {
      file.write(0, ByteBuffer.wrap(secret.repeat(20).getBytes(StandardCharsets.US_ASCII)));
      file.write(7, ByteBuffer.wrap("zz".getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer back = ByteBuffer.allocate(640);
      file.read(0, back);

      assertThat(new String(back.array(), StandardCharsets.US_ASCII)).startsWith("attack zz dawn");
      assertThat(names()).isEmpty();
      assertThat(onDisk()).isNotEmpty().doesNotContain("attack").doesNotContain("dawn");
    }
  }

  private String onDisk() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path descriptor : openDescriptors()) {
      all.append(new String(Files.readAllBytes(descriptor), StandardCharsets.ISO_8859_1));
    }
    return all.toString();
  }

  /** Files without a name are still to be had through the process's own descriptors. */
  private List<Path> openDescriptors() throws IOException {
    List<Path> open = new ArrayList<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        if (target(descriptor).startsWith(directory.toString())
            && !target(descriptor).equals(directory.toString())) {
          open.add(descriptor);
        }
      }
    }
    return open;
  }

  private static String target(Path descriptor) throws IOException {
    return Files.isSymbolicLink(descriptor) && Files.exists(descriptor, LinkOption.NOFOLLOW_LINKS)
        ? Files.readSymbolicLink(descriptor).toString()
        : "";
  }

  private Stream<Path> names() throws IOException {
    try (Stream<Path> names = Files.list(directory)) {
      return names.toList().stream();
    }
  }

  @Test
  void stagingFile_withinItsBlocksInMemory_doesNotTouchTheDisk() throws IOException {
    StagingSettings noDisk = STAGING.withDiskBytes(0);
    try (StagingArea area = StagingArea.open(directory, new SecureRandom(), noDisk);
        StagingFile file = area.newFile()) {
      file.write(0, ByteBuffer.allocate(64));

      assertNoSpace(() -> file.write(64, ByteBuffer.allocate(1)));
    }
  }

  @Test
  void stagingFile_thatWasChangedOnTheDisk_isRefused() throws IOException {
    try (StagingArea area = StagingArea.open(directory, new SecureRandom(), STAGING);
        StagingFile file = area.newFile()) {
      file.write(0, ByteBuffer.allocate(10 * 32));
      for (Path descriptor : openDescriptors()) {
        overwrite(descriptor);
      }

      assertThatThrownBy(() -> file.read(0, ByteBuffer.allocate(32)))
          .isInstanceOf(IOException.class);
    }
  }

  private static void overwrite(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 20);
    }
  }

  @Test
  void open_removesWhatACrashLeft() throws IOException {
    Files.write(directory.resolve("cofferfs-staging-0123"), new byte[1]);
    Files.write(directory.resolve("mine"), new byte[1]);

    StagingArea.open(directory, new SecureRandom()).close();

    assertThat(names()).containsExactly(directory.resolve("mine"));
  }
}
