package io.cofferfs.fs.read;

import static io.cofferfs.fs.read.StoredFiles.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.s3.CountingObjectStore;
import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.Fault;
import io.cofferfs.fs.s3.FaultyObjectStore;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.ObjectBody;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.staging.StagingArea;
import io.cofferfs.fs.staging.StagingSettings;
import io.cofferfs.fs.volume.BodyIdentity;
import io.cofferfs.fs.volume.BodySealer;
import io.cofferfs.fs.volume.ContentSource;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.S3ecCodec;
import io.cofferfs.fs.volume.TestVolumes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is handed out of a body that is not whole and authentic, and it is fetched once. */
final class VerifiedCopiesTest {
  private static final int BLOCK = 1000;
  private static final FileMetadata ATTRIBUTES = TestVolumes.DEFAULTS.file(new Timestamp(1, 0));

  @TempDir private Path directory;
  private final InMemoryObjectStore memory = new InMemoryObjectStore();
  private final FaultyObjectStore faults = new FaultyObjectStore(memory);
  private final CountingObjectStore store = new CountingObjectStore(faults);
  private final S3ecCodec codec = TestVolumes.s3ec(64);
  private StagingArea staging;
  private VerifiedCopies copies;

  @BeforeEach
  void open() throws IOException {
    open(Long.MAX_VALUE, /* idleBytes= */ 10_000);
  }

  private void open(long diskBytes, long idleBytes) throws IOException {
    StagingSettings settings = new StagingSettings(BLOCK, 1, 0, diskBytes);
    staging = StagingArea.open(directory, new SecureRandom(), settings);
    copies = new VerifiedCopies(store, codec, staging, idleBytes);
  }

  @AfterEach
  void close() {
    copies.close();
    staging.close();
  }

  /** S-33: the first read fetches the whole object, in one request. */
  @Test
  void read_atAnyOffset_isTheContentOfOneRequest() throws IOException {
    byte[] content = content(1, 200_003);
    try (ContentSource source = copies.open(stored("file", content))) {
      for (int offset : new int[] {199_000, 0, 65_536, 3, 200_003, 500_000}) {
        assertThat(ReadFixture.read(source, offset, 5000))
            .isEqualTo(ReadFixture.slice(content, offset, 5000));
      }
      assertThat(store.count(Request.GET)).isEqualTo(1);
    }
  }

  @Test
  void read_ofAnEmptyContent_verifiesIt() throws IOException {
    FileVersion version = stored("file", new byte[0]);
    assertThat(ReadFixture.read(copies.open(version), 0, 10)).isEmpty();
    FileVersion forged = changed(version, body -> body[3] ^= 1);
    assertRefused(forged, CofferException.Reason.TAMPERED);
  }

  @Test
  void read_byManyAtOnce_fetchesOnce() throws Exception {
    byte[] content = content(2, 50_000);
    FileVersion version = stored("file", content);
    List<ContentSource> sources = Stream.generate(() -> copies.open(version)).limit(8).toList();
    List<CompletableFuture<byte[]>> reads =
        sources.stream().map(source -> CompletableFuture.supplyAsync(() -> part(source))).toList();
    for (CompletableFuture<byte[]> read : reads) {
      assertThat(read.join()).isEqualTo(ReadFixture.slice(content, 40_000, 100));
    }
    // Only now, or one that is through might drop the copy before another one asks for it.
    sources.forEach(ContentSource::close);
    assertThat(store.count(Request.GET)).isEqualTo(1);
  }

  private static byte[] part(ContentSource source) {
    try {
      return ReadFixture.read(source, 40_000, 100);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** S-33: a file that does not authenticate gives no byte. */
  @Test
  void read_afterAnyByteOfTheLargeBodyChanged_handsNothingOut() throws IOException {
    FileVersion version = stored("file", content(3, 150_000));
    for (int at : new int[] {0, 70_000, 149_999, 150_000, 150_015}) {
      assertRefused(changed(version, body -> body[at] ^= 64), CofferException.Reason.TAMPERED);
    }
  }

  @Test
  void read_ofATruncatedBody_handsNothingOut() throws IOException {
    FileVersion version = stored("file", content(4, 1000));
    byte[] body = body("file");
    FileVersion cut = put("file", Arrays.copyOf(body, 900), metadata(version));
    assertRefused(cut, CofferException.Reason.TAMPERED);
  }

  @Test
  void read_afterAHeaderChanged_handsNothingOut() throws IOException {
    FileVersion version = stored("file", content(5, 1000));
    for (String name : List.of("x-amz-3", "x-amz-d", "x-amz-i")) {
      Map<String, String> headers = new HashMap<>(metadata(version));
      String value = headers.getOrDefault(name, "");
      headers.put(name, (value.startsWith("A") ? "B" : "A") + value.substring(1));
      FileVersion forged = put("file", body("file"), headers);
      assertThatThrownBy(() -> ReadFixture.read(copies.open(forged), 0, 10))
          .isInstanceOf(CofferException.class);
    }
  }

  @Test
  void read_ofWhatTheClientDidNotWrite_isRefused() throws IOException {
    FileVersion foreign = put("file", content(6, 100), Map.of("mode", "33188"));
    assertRefused(foreign, CofferException.Reason.MALFORMED);
  }

  /** A refused object is not fetched again for every page that the kernel asks for. */
  @Test
  void read_ofARefusedObject_asksOnceWhileItIsOpen() throws IOException {
    FileVersion forged = changed(stored("file", content(7, 1000)), body -> body[3] ^= 1);
    store.reset();
    try (ContentSource source = copies.open(forged)) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> ReadFixture.read(source, 0, 10))
            .isInstanceOf(CofferException.class);
      }
    }
    assertThat(store.count(Request.GET)).isEqualTo(1);
  }

  @Test
  void read_afterAFailureOfTheStore_succeedsWhenTriedAgain() throws IOException {
    byte[] content = content(8, 1000);
    try (ContentSource source = copies.open(stored("file", content))) {
      faults.next(Request.GET, Fault.refusal(ObjectStoreException.Reason.UNAVAILABLE));
      assertThatThrownBy(() -> ReadFixture.read(source, 0, 10)).isInstanceOf(IOException.class);
      assertThat(ReadFixture.read(source, 0, 1000)).isEqualTo(content);
    }
  }

  @Test
  void read_ofAReplacedObject_isStale() throws IOException {
    FileVersion version = stored("file", content(9, 1000));
    stored("file", content(10, 1000));
    assertThatThrownBy(() -> ReadFixture.read(copies.open(version), 0, 10))
        .isInstanceOfSatisfying(
            FileException.class, e -> assertThat(e.reason()).isEqualTo(FileException.Reason.STALE));
  }

  /** S-34: files that were closed are kept as long as nobody else needs the room. */
  @Test
  void read_onceMoreAfterClosing_findsTheCopyWhileThereIsRoom() throws IOException {
    FileVersion small = stored("small", content(11, 5000));
    FileVersion large = stored("large", content(12, 20_000));
    store.reset();
    for (int i = 0; i < 3; i++) {
      readAndClose(small);
    }
    assertThat(store.count(Request.GET)).isEqualTo(1);
    readAndClose(large);
    readAndClose(large);
    assertThat(store.count(Request.GET)).isEqualTo(3);
    readAndClose(small);
    assertThat(store.count(Request.GET)).isEqualTo(3);
  }

  /** S-34: staging needs room for every such file that is open. */
  @Test
  void read_whereStagingIsFull_dropsCopiesThatNobodyHasOpenAndFailsOnlyThen() throws IOException {
    close();
    open(/* diskBytes= */ 10 * (BLOCK + 28), /* idleBytes= */ 10_000);
    FileVersion first = stored("first", content(13, 8000));
    FileVersion second = stored("second", content(14, 9000));
    readAndClose(first);
    try (ContentSource open = copies.open(second)) {
      assertThat(ReadFixture.read(open, 0, 9000)).isEqualTo(content(14, 9000));
      assertThatThrownBy(() -> readAndClose(first))
          .isInstanceOfSatisfying(
              FileException.class,
              e -> assertThat(e.reason()).isEqualTo(FileException.Reason.NO_SPACE));
    }
    readAndClose(first);
  }

  @Test
  void read_afterClosing_isRefused() throws IOException {
    FileVersion version = stored("file", content(15, 100));
    ContentSource source = copies.open(version);
    readAndClose(version);
    source.close();
    assertThatThrownBy(() -> ReadFixture.read(source, 0, 10)).isInstanceOf(FileException.class);
    copies.close();
    assertThatThrownBy(() -> readAndClose(version)).isInstanceOf(FileException.class);
  }

  private void readAndClose(FileVersion version) throws IOException {
    try (ContentSource source = copies.open(version)) {
      ReadFixture.read(source, 0, 10);
    }
  }

  private void assertRefused(FileVersion version, CofferException.Reason reason) {
    ByteBuffer target = ByteBuffer.allocate(100);
    assertThatThrownBy(() -> copies.open(version).read(0, target))
        .isInstanceOfSatisfying(
            CofferException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    assertThat(target.array()).containsOnly(0);
  }

  private FileVersion stored(String key, byte[] content) throws IOException {
    BodySealer sealer = codec.newBody();
    ByteBuffer body = ByteBuffer.allocate((int) codec.objectLength(content.length));
    sealer.seal(0, ByteBuffer.wrap(content), /* last= */ true, body);
    return put(key, body.array(), codec.sealAttributes(key, ATTRIBUTES, sealer.identity()));
  }

  private FileVersion changed(FileVersion version, Change change) throws IOException {
    byte[] body = body(version.key());
    change.apply(body);
    FileVersion forged = put(version.key(), body, metadata(version));
    change.apply(body); // Flips it back.
    put(version.key() + "-as-it-was", body, metadata(version));
    return forged;
  }

  private interface Change {
    void apply(byte[] body);
  }

  private byte[] body(String key) throws IOException {
    try (ObjectBody body = memory.get(key, Optional.empty(), Optional.empty())) {
      return body.stream().readAllBytes();
    }
  }

  private Map<String, String> metadata(FileVersion version) {
    return codec.sealAttributes(version.key(), ATTRIBUTES, version.body());
  }

  private FileVersion put(String key, byte[] body, Map<String, String> metadata)
      throws IOException {
    ETag etag = memory.put(key, PartBody.of(body), metadata, Precondition.none()).etag();
    BodyIdentity identity = codec.openAttributes(key, metadata).body();
    long length = codec.contentLength(body.length, identity);
    return new FileVersion(key, etag, length, body.length, ATTRIBUTES, identity);
  }
}
