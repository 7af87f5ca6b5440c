package io.cofferfs.fs.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.bulk.BulkFixture.Place;
import io.cofferfs.fs.bulk.BulkFixture.Report;
import io.cofferfs.fs.s3.CopySource;
import io.cofferfs.fs.s3.CountingObjectStore;
import io.cofferfs.fs.s3.Fault;
import io.cofferfs.fs.s3.FaultyObjectStore;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.volume.CofferCodec;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.KeySpace;
import io.cofferfs.fs.volume.S3ecCodec;
import io.cofferfs.fs.volume.TestVolumes;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VerificationTest {
  private static final KeySpace KEYS = new KeySpace("p/");

  private final InMemoryObjectStore store = new InMemoryObjectStore();
  private final CofferCodec codec = TestVolumes.coffer(BulkFixture.CHUNK_BYTES);
  private final BulkFixture fixture = new BulkFixture();
  private int objects;

  @BeforeEach
  void fill() throws IOException {
    objects = fixture.fill(store, codec, KEYS).size();
    put("p/.coffer/volume.json", "{}".getBytes(UTF_8));
    put("q/not-ours", "x".getBytes(UTF_8));
  }

  @Test
  void verify_ofAnIntactVolume_findsNothing() throws IOException {
    Report report = verify(store);
    assertThat(report.findings()).isEmpty();
    assertThat(report.tally().counts()).isEqualTo(Map.of(Outcome.INTACT, (long) objects));
  }

  @Test
  void verify_ofADirectoryThatAnotherToolMade_notesIt() throws IOException {
    put("p/made-elsewhere/", new byte[0]);
    Report report = verify(store);
    assertThat(report.findings()).hasSize(1);
    assertThat(report.tally().count(Outcome.UNBOUND)).isEqualTo(1);
    assertThat(report.tally().count(Verdict.DAMAGED)).isZero();
  }

  @Test
  void verify_ofSmallObjects_asksForEachOnce() throws IOException {
    CountingObjectStore counting = new CountingObjectStore(store);
    verify(counting);
    // Files of 257, 512 and 700 bytes come in 2, 2 and 3 pieces.
    assertThat(counting.counts()).isEqualTo(Map.of(Request.LIST, 1L, Request.GET, objects + 4L));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 8, 12, 20, 60, 64, 70, 100, 200, 400, 900})
  void verify_ofAChangedByte_findsIt(int at) throws IOException {
    store.tamper("p/dir/file-700", flip(at));
    Report report = verify(store);
    assertThat(report.findings()).hasSize(1);
    assertThat(report.findings().get(0).path()).isEqualTo("dir/file-700");
    assertThat(report.tally().count(Verdict.DAMAGED) + report.tally().count(Verdict.FAILED))
        .isEqualTo(1);
  }

  @Test
  void verify_ofAFlippedBitInAChunk_callsItTampered() throws IOException {
    store.tamper("p/dir/file-65", flip(100));
    assertThat(verify(store).lines()).containsExactly("tampered dir/file-65");
  }

  @Test
  void verify_ofAnObjectCutOff_callsItTruncated() throws IOException {
    int sealedChunk = BulkFixture.CHUNK_BYTES + 28;
    store.tamper("p/dir/file-256", body -> Arrays.copyOf(body, 64 + 2 * sealedChunk));
    store.tamper("p/dir/file-700", body -> Arrays.copyOf(body, 64 + 3 * sealedChunk + 5));
    assertThat(verify(store).lines())
        .containsExactly("truncated dir/file-256", "truncated dir/file-700");
  }

  @Test
  void verify_ofAForeignObject_callsItForeign() throws IOException {
    put(
        "p/foreign",
        "not encrypted at all, and longer than any header would ever be".getBytes(UTF_8));
    put("p/short", "x".getBytes(UTF_8));
    put("p/empty", new byte[0]);
    assertThat(verify(store).lines())
        .containsExactly("foreign empty", "foreign foreign", "foreign short");
  }

  @Test
  void verify_ofAnObjectOfAnotherVolume_isAWrongKey() throws IOException {
    CofferCodec other = TestVolumes.coffer(BulkFixture.CHUNK_BYTES);
    Place place = Place.of(KEYS, "other");
    BulkFixture.store(store, other, place, BulkFixture.file(0644), fixture.bytes(10));
    assertThat(verify(store).lines()).containsExactly("wrong-key other");
  }

  @Test
  void verify_ofAnObjectCopiedElsewhere_callsItMoved() throws IOException {
    ObjectInfo info = store.head("p/dir/file-65");
    copy(info, "p/elsewhere", info.metadata());
    assertThat(verify(store).lines()).containsExactly("moved elsewhere");
  }

  @Test
  void verify_ofSwappedBodies_callsBothSwapped() throws IOException {
    ObjectInfo one = store.head("p/dir/file-64");
    ObjectInfo other = store.head("p/dir/file-65");
    byte[] body = store.body(one.key());
    put(one.key(), store.body(other.key()), one.metadata());
    put(other.key(), body, other.metadata());
    assertThat(verify(store).lines()).containsExactly("swapped dir/file-64", "swapped dir/file-65");
  }

  @Test
  void verify_ofAnObjectWithoutMetadata_isNotedOrDamaged() throws IOException {
    copy(store.head("p/dir/file-65"), "p/dir/file-65", Map.of());
    Report report = verify(store);
    assertThat(report.lines()).containsExactly("unbound dir/file-65");
    assertThat(report.tally().count(Verdict.DAMAGED)).isZero();
    Report strict =
        BulkFixture.run(store, KEYS, workers -> task(store, workers, /* requireBinding= */ true));
    assertThat(strict.lines()).containsExactly("binding-missing dir/file-65");
    assertThat(strict.tally().count(Verdict.DAMAGED)).isEqualTo(1);
  }

  @Test
  void verify_ofGarbledMetadata_callsItMoved() throws IOException {
    copy(store.head("p/dir/file-65"), "p/dir/file-65", Map.of("coffer", "garbage!"));
    assertThat(verify(store).lines()).containsExactly("moved dir/file-65");
  }

  @Test
  void verify_ofAnObjectThatIsListedAndNotThere_callsItDamaged() throws IOException {
    FaultyObjectStore faulty = new FaultyObjectStore(store);
    for (int attempt = 0; attempt < 4; attempt++) {
      faulty.next(Request.GET, Fault.refusal(Reason.NOT_FOUND));
    }
    Scope link = new Scope(faulty, KEYS, new FilePath("link"), List.of());
    Report report =
        BulkFixture.run(link, workers -> task(faulty, workers, /* requireBinding= */ false));
    assertThat(report.lines()).containsExactly("missing-body link");
    assertThat(report.tally().count(Verdict.DAMAGED)).isOne();
  }

  @Test
  void verify_ofKeysThatAreNoNames_namesThem() throws IOException {
    put("p/a//b", new byte[0]);
    put("p/../c", new byte[0]);
    assertThat(verify(store).lines()).containsExactly("unreachable ../c", "unreachable a//b");
  }

  @Test
  void verify_ofAPath_looksAtThatAlone() throws IOException {
    put("p/dir/file-1x", "foreign".getBytes(UTF_8));
    assertThat(verify(new FilePath("dir/file-1")).tally().objects()).isEqualTo(1);
    assertThat(verify(new FilePath("dir")).tally().objects()).isEqualTo(objects);
    assertThat(verify(new FilePath("none")).tally().objects()).isZero();
  }

  @Test
  void verify_ofManyPages_seesEveryObject() throws IOException {
    for (int i = 0; i < 2500; i++) {
      put("p/many/" + i, new byte[0]);
    }
    Report report = verify(store);
    assertThat(report.tally().count(Outcome.FOREIGN)).isEqualTo(2500);
    assertThat(report.tally().count(Outcome.INTACT)).isEqualTo(objects);
  }

  @Test
  void verifyWhole_ofADirectoryThatAnotherToolMade_isNoted() throws IOException {
    S3ecCodec whole = TestVolumes.s3ec(BulkFixture.CHUNK_BYTES);
    InMemoryObjectStore bucket = new InMemoryObjectStore();
    int files = fixture.fill(bucket, whole, KEYS).size();
    bucket.put(KEYS.prefix() + "made/", PartBody.of(new byte[0]), Map.of(), Precondition.none());
    Report report =
        BulkFixture.run(
            bucket,
            KEYS,
            workers -> new WholeVerification(BulkFixture.source(bucket, whole, workers)));
    assertThat(report.lines()).containsExactly("unbound made/");
    assertThat(report.tally().count(Outcome.INTACT)).isEqualTo(files);
  }

  @Test
  void plainVerification_comparesMd5WhereTheETagIsOne() throws IOException {
    InMemoryObjectStore plain = new InMemoryObjectStore();
    fixture.fill(plain, TestVolumes.plain(BulkFixture.CHUNK_BYTES), KEYS);
    plain.tamper("p/dir/file-64", flip(3));
    Report report = BulkFixture.run(plain, KEYS, workers -> new PlainVerification(plain, workers));
    assertThat(report.lines())
        .containsExactly(
            "unproven dir/file-257",
            "unproven dir/file-512",
            "unproven dir/file-64",
            "unproven dir/file-700");
    assertThat(report.tally().count(Outcome.CHECKSUM_MATCHES)).isEqualTo(objects - 4);
  }

  private Report verify(ObjectStore seen) throws IOException {
    return BulkFixture.run(seen, KEYS, workers -> task(seen, workers, /* requireBinding= */ false));
  }

  private Report verify(FilePath path) throws IOException {
    return BulkFixture.run(
        new Scope(store, KEYS, path, List.of()),
        workers -> task(store, workers, /* requireBinding= */ false));
  }

  private BulkTask task(ObjectStore seen, Workers workers, boolean requireBinding) {
    return new Verification(seen, codec, workers, new Verification.Demands(1, requireBinding));
  }

  private static UnaryOperator<byte[]> flip(int at) {
    return body -> {
      body[at] ^= 1;
      return body;
    };
  }

  private void copy(ObjectInfo from, String to, Map<String, String> metadata) throws IOException {
    store.copy(new CopySource(from.key(), from.length(), Optional.empty()), to, metadata);
  }

  private void put(String key, byte[] body) throws IOException {
    put(key, body, Map.of());
  }

  private void put(String key, byte[] body, Map<String, String> metadata) throws IOException {
    store.put(key, PartBody.of(body), metadata, Precondition.none());
  }
}
