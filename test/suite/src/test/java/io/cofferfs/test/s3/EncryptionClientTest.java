package io.cofferfs.test.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.s3ec.S3ecKeys.Accepted;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ServerSideEncryption;
import io.cofferfs.test.s3.OfficialClient.Format;
import io.cofferfs.test.s3.OfficialClient.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the official Amazon S3 Encryption Client and cofferfs make of each other's objects. */
final class EncryptionClientTest {
  private static final int PART = 5 << 20;
  private static final int[] SIZES = {
    0, 1, 15, 16, 17, (64 << 10) - 1, 64 << 10, (64 << 10) + 1, 1_000_003
  };

  @RegisterExtension static final S3Servers SERVERS = new S3Servers();

  private static SdkClients sdk;

  @TempDir private Path staging;
  private String bucket;
  private ObjectStore store;

  @BeforeAll
  static void connect() {
    sdk = SdkClients.of(SERVERS.server());
  }

  @AfterAll
  static void disconnect() {
    sdk.close();
  }

  @BeforeEach
  void makeBucket() throws IOException {
    bucket = SERVERS.newBucket();
    store = SERVERS.open(SERVERS.plain(bucket), new ServerSideEncryption.BucketDefault());
  }

  private static Stream<Arguments> kindsAndFormats() {
    return Stream.of(WrapKind.values())
        .flatMap(kind -> Stream.of(Format.values()).map(format -> Arguments.of(kind, format)));
  }

  @ParameterizedTest
  @MethodSource("kindsAndFormats")
  void read_whatTheClientPut_isItsContent(WrapKind kind, Format format) throws IOException {
    OfficialClient official = official(kind, format, Place.HEADERS);
    try (S3ecTree ours = ours(kind)) {
      for (int size : SIZES) {
        official.put("dir/file-" + size, content(size));
      }
      for (int size : SIZES) {
        assertThat(ours.tree.stat("/dir/file-" + size).length()).isEqualTo(size);
        assertThat(ours.read("/dir/file-" + size)).isEqualTo(content(size));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kindsAndFormats")
  void read_whatTheClientPutBesideAnInstructionFile_isItsContent(WrapKind kind, Format format)
      throws IOException {
    OfficialClient official = official(kind, format, Place.INSTRUCTION_FILE);
    try (S3ecTree ours = ours(kind)) {
      official.put("file", content(100_000));
      assertThat(ours.read("/file")).isEqualTo(content(100_000));
      assertThatThrownBy(() -> ours.read("/file.instruction"))
          .isInstanceOf(CofferException.class)
          .hasMessageContaining("not written by an S3 Encryption Client");
    }
  }

  /** S-37: renames carry the encryption headers along. */
  @ParameterizedTest
  @MethodSource("kindsAndFormats")
  void rename_ofAnObjectWithInstructionFile_makesOneThatNeedsNone(WrapKind kind, Format format)
      throws IOException {
    OfficialClient official = official(kind, format, Place.INSTRUCTION_FILE);
    try (S3ecTree ours = ours(kind)) {
      official.put("file", content(1000));
      ours.tree.rename("/file", "/moved");
      ours.tree.changeMode("/moved", 0600);
      assertThat(official.get("moved")).isEqualTo(content(1000));
      assertThat(ours.read("/moved")).isEqualTo(content(1000));
    }
  }

  @ParameterizedTest
  @MethodSource("kindsAndFormats")
  void read_whatTheClientPutInParts_isItsContent(WrapKind kind, Format format) throws IOException {
    byte[] content = content(PART + 123_457);
    OfficialClient official = official(kind, format, Place.HEADERS);
    try (S3ecTree ours = ours(kind)) {
      official.putParts("file", content, PART);
      assertThat(ours.read("/file")).isEqualTo(content);
    }
  }

  @ParameterizedTest
  @EnumSource
  void get_ofWhatWasWrittenHere_isItsContent(WrapKind kind) throws IOException {
    OfficialClient official = official(kind, Format.V3, Place.HEADERS);
    try (S3ecTree ours = ours(kind)) {
      for (int size : SIZES) {
        ours.write("/file-" + size, content(size));
      }
      for (int size : SIZES) {
        assertThat(official.get("file-" + size)).isEqualTo(content(size));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void get_ofWhatWasWrittenHereInParts_isItsContent(WrapKind kind) throws IOException {
    byte[] content = content((20 << 20) + 17);
    OfficialClient official = official(kind, Format.V3, Place.HEADERS);
    try (S3ecTree ours = ours(kind)) {
      ours.write("/file", content);
      assertThat(SERVERS.count(request -> request.hasParameter("partNumber"))).isGreaterThan(2);
      assertThat(official.get("file")).isEqualTo(content);
    }
  }

  @ParameterizedTest
  @EnumSource
  void get_ofWhatWasChangedRenamedAndGivenOtherModes_isItsContent(WrapKind kind)
      throws IOException {
    byte[] content = content(300_000);
    OfficialClient official = official(kind, Format.V3, Place.HEADERS);
    try (S3ecTree ours = ours(kind)) {
      official.put("file", content);
      ours.overwrite("/file", 150_000, new byte[] {1, 2, 3});
      content[150_000] = 1;
      content[150_001] = 2;
      content[150_002] = 3;
      ours.tree.rename("/file", "/moved");
      ours.tree.changeMode("/moved", 0600);
      assertThat(official.get("moved")).isEqualTo(content);
      assertThat(ours.read("/moved")).isEqualTo(content);
      assertThat(ours.tree.stat("/moved").mode() & 0777).isEqualTo(0600);
    }
  }

  @Test
  void read_withAnEncryptionContextOfTheClient_isItsContent() throws IOException {
    for (Format format : Format.values()) {
      OfficialClient official = official(WrapKind.KMS, format, Place.HEADERS);
      try (S3ecTree ours = ours(WrapKind.KMS)) {
        official.put("file-" + format, content(77), Map.of("team", "red", "stage", "two \"2\""));
        assertThat(ours.read("/file-" + format)).isEqualTo(content(77));
      }
    }
  }

  @Test
  void read_repeatedly_asksTheKeyServiceOnceForEachVersion() throws IOException {
    OfficialClient official = official(WrapKind.KMS, Format.V3, Place.HEADERS);
    try (S3ecTree ours = ours(WrapKind.KMS)) {
      official.put("file", content(100_000));
      int before = WrapKind.SERVICE.calls();
      for (int i = 0; i < 5; i++) {
        ours.read("/file");
      }
      assertThat(WrapKind.SERVICE.calls() - before).isEqualTo(1);
    }
  }

  @Test
  void read_whereCommitmentIsRequired_refusesVersion2Alone() throws IOException {
    OfficialClient older = official(WrapKind.AES, Format.V2, Place.HEADERS);
    OfficialClient newer = official(WrapKind.AES, Format.V3, Place.HEADERS);
    try (S3ecTree strict = new S3ecTree(store, WrapKind.AES, Accepted.COMMITTED, staging)) {
      older.put("old", content(5));
      newer.put("new", content(5));
      assertThat(strict.read("/new")).isEqualTo(content(5));
      assertThatThrownBy(() -> strict.read("/old"))
          .isInstanceOf(CofferException.class)
          .hasMessageContaining("commitment");
    }
  }

  private OfficialClient official(WrapKind kind, Format format, Place place) {
    return new OfficialClient(sdk, bucket, kind, format, place);
  }

  private S3ecTree ours(WrapKind kind) throws IOException {
    return new S3ecTree(store, kind, Accepted.AUTHENTICATED, staging);
  }

  private static byte[] content(int length) {
    byte[] content = new byte[length];
    new SplittableRandom(length).nextBytes(content);
    return content;
  }
}
