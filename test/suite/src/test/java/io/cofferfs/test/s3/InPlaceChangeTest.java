package io.cofferfs.test.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.cli.mount.OpenVolume;
import io.cofferfs.cli.mount.VolumeSettings;
import io.cofferfs.fs.namespace.NamespaceSettings;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ServerSideEncryption;
import io.cofferfs.fs.vfs.FileHandle;
import io.cofferfs.fs.vfs.FileTree;
import io.cofferfs.fs.vfs.OpenMode;
import io.cofferfs.fs.vfs.Owner;
import io.cofferfs.fs.vfs.TreeSettings;
import io.cofferfs.fs.volume.KeySpace;
import io.cofferfs.fs.volume.TestVolumes;
import io.cofferfs.fs.volume.VolumeCodec;
import io.cofferfs.test.server.Reaction;
import io.cofferfs.test.server.ServedRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changes of large files at the real sizes: S-19 of SEMANTICS.md. */
final class InPlaceChangeTest {
  private static final int MIB = 1 << 20;
  private static final int CHUNK = 64 << 10;
  private static final int LENGTH = 11 * MIB + 77;
  private static final String SOURCE_VERSION = "x-amz-copy-source-if-match";

  @RegisterExtension static final S3Servers S3 = new S3Servers();

  @TempDir Path staging;

  private OpenVolume open(ObjectStore store, VolumeCodec codec, boolean strict) throws IOException {
    VolumeSettings settings =
        new VolumeSettings(
                NamespaceSettings.of(TestVolumes.DEFAULTS),
                TreeSettings.AS_STORED,
                128L * MIB,
                staging)
            .withStrict(strict);
    OpenVolume.Place place = new OpenVolume.Place(store, codec, new KeySpace("v/"));
    return OpenVolume.open(place, settings, new SecureRandom(), Clock.systemUTC());
  }

  private static ObjectStore store(boolean sseC) throws IOException {
    String bucket = S3.newBucket();
    return sseC
        ? S3.open(S3.secure(bucket), S3Servers.newCustomerKey())
        : S3.open(S3.plain(bucket), new ServerSideEncryption.BucketDefault());
  }

  private static VolumeCodec codec(String cse) {
    return cse.equals("coffer") ? TestVolumes.coffer(CHUNK) : TestVolumes.plain(CHUNK);
  }

  private static byte[] content(int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(length).nextBytes(bytes);
    return bytes;
  }

  private static void create(FileTree tree, byte[] content) throws IOException {
    FileHandle file = tree.create("/log", 0644, OpenMode.WRITE, new Owner(0, 0));
    tree.write(file, 0, ByteBuffer.wrap(content));
    tree.flush(file);
    tree.release(file);
  }

  private static void change(FileTree tree, long offset, byte[] bytes) throws IOException {
    FileHandle file = tree.open("/log", OpenMode.WRITE);
    tree.write(file, offset, ByteBuffer.wrap(bytes));
    tree.flush(file);
    tree.release(file);
  }

  private static byte[] read(FileTree tree) throws IOException {
    FileHandle file = tree.open("/log", OpenMode.READ);
    ByteBuffer target = ByteBuffer.allocate(LENGTH + MIB);
    tree.read(file, 0, target);
    tree.release(file);
    return Arrays.copyOf(target.array(), target.position());
  }

  /** Bytes of bodies that the requests since the last look carried. */
  private static long uploaded() {
    return S3.requests().stream()
        .filter(request -> S3Servers.isPut(request) && !S3Servers.isCopy(request))
        .mapToLong(InPlaceChangeTest::bodyLength)
        .sum();
  }

  private static long bodyLength(ServedRequest request) {
    return request
        .header("x-amz-decoded-content-length")
        .or(() -> request.header("content-length"))
        .map(Long::parseLong)
        .orElse(0L);
  }

  @ParameterizedTest
  @CsvSource({"none, false", "none, true", "coffer, false", "coffer, true"})
  void change_ofALargeFile_movesWhatChanged(String cse, boolean sseC) throws IOException {
    ObjectStore store = store(sseC);
    VolumeCodec codec = codec(cse);
    byte[] content = content(LENGTH);
    try (OpenVolume volume = open(store, codec, /* strict= */ false)) {
      create(volume.tree(), content);
      S3.forget();
      change(volume.tree(), LENGTH, new byte[1024]);
      assertThat(uploaded()).isBetween(1024L, 2L * CHUNK);
      assertThat(S3.count(r -> r.header(SOURCE_VERSION).isPresent())).isEqualTo(1);

      S3.forget();
      change(volume.tree(), 3 * MIB, new byte[5]);
      assertThat(uploaded()).isBetween(5L * MIB, 5L * MIB + CHUNK + 92);
    }
    byte[] expected = Arrays.copyOf(content, LENGTH + 1024);
    Arrays.fill(expected, 3 * MIB, 3 * MIB + 5, (byte) 0);
    try (OpenVolume another = open(store, codec, /* strict= */ false)) {
      assertThat(read(another.tree())).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({"none, false", "coffer, true"})
  void change_withStrict_copiesNothingOfAnEncryptedFile(String cse, boolean whole)
      throws IOException {
    try (OpenVolume volume = open(store(/* sseC= */ false), codec(cse), /* strict= */ true)) {
      create(volume.tree(), content(LENGTH));
      S3.forget();

      change(volume.tree(), LENGTH, new byte[1]);

      assertThat(uploaded() > LENGTH).isEqualTo(whole);
      assertThat(S3.count(S3Servers::isCopy)).isEqualTo(whole ? 0 : 1);
    }
  }

  /** As Ceph before 20 does with SSE-C. */
  @ParameterizedTest
  @CsvSource({"501, NotImplemented", "400, InvalidRequest"})
  void change_whereTheServerRefusesToCopyParts_isWrittenWholeFromThenOn(int status, String code)
      throws IOException {
    ObjectStore store = store(/* sseC= */ false);
    VolumeCodec codec = codec("coffer");
    try (OpenVolume volume = open(store, codec, /* strict= */ false)) {
      create(volume.tree(), content(LENGTH));
      S3.faults(
          request -> S3Servers.isCopy(request) ? Reaction.refusal(status, code) : Reaction.pass());
      change(volume.tree(), LENGTH, new byte[] {1});
      S3.forget();
      change(volume.tree(), LENGTH + 1, new byte[] {2});

      assertThat(S3.count(S3Servers::isCopy)).isZero();
      assertThat(uploaded()).isGreaterThan(LENGTH);
    }
    byte[] expected = Arrays.copyOf(content(LENGTH), LENGTH + 2);
    expected[LENGTH] = 1;
    expected[LENGTH + 1] = 2;
    try (OpenVolume another = open(store, codec, /* strict= */ false)) {
      assertThat(read(another.tree())).isEqualTo(expected);
    }
    assertThat(store.listMultipartUploads("")).isEmpty();
  }
}
