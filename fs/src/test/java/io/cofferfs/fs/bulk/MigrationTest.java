package io.cofferfs.fs.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Xattrs;
import io.cofferfs.fs.bulk.BulkFixture.Place;
import io.cofferfs.fs.bulk.BulkFixture.Report;
import io.cofferfs.fs.bulk.Migration.Existing;
import io.cofferfs.fs.bulk.Migration.OnServer;
import io.cofferfs.fs.bulk.Migration.Plan;
import io.cofferfs.fs.s3.CountingObjectStore;
import io.cofferfs.fs.s3.Fault;
import io.cofferfs.fs.s3.FaultyObjectStore;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.MortalObjectStore;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.volume.CofferCodec;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.KeySpace;
import io.cofferfs.fs.volume.PlainCodec;
import io.cofferfs.fs.volume.S3ecCodec;
import io.cofferfs.fs.volume.TestVolumes;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MigrationTest {
  private static final KeySpace FROM = new KeySpace("from/");
  private static final KeySpace TO = new KeySpace("to/");
  private static final Plan KEEPING =
      new Plan(FilePath.ROOT, Existing.KEEP, /* verify= */ false, false, OnServer.NOTHING, false);
  private static final Plan VERIFYING =
      new Plan(FilePath.ROOT, Existing.KEEP, /* verify= */ true, false, OnServer.NOTHING, false);
  private static final Plan REPLACING =
      new Plan(FilePath.ROOT, Existing.REPLACE, /* verify= */ true, false, OnServer.NOTHING, false);

  private final InMemoryObjectStore store = new InMemoryObjectStore();
  private final PlainCodec plain = TestVolumes.plain(BulkFixture.CHUNK_BYTES);
  private final CofferCodec coffer = TestVolumes.coffer(BulkFixture.CHUNK_BYTES);
  private final BulkFixture fixture = new BulkFixture();

  @Test
  void migrate_fromPlainToCoffer_keepsContentsAndAttributes() throws IOException {
    assertMigrates(plain, coffer);
  }

  @Test
  void migrate_fromCofferToPlain_keepsContentsAndAttributes() throws IOException {
    assertMigrates(coffer, plain);
  }

  @Test
  void migrate_betweenVolumesOfDifferentChunks_keepsContentsAndAttributes() throws IOException {
    assertMigrates(coffer, TestVolumes.coffer(512));
    assertMigrates(TestVolumes.coffer(1024), coffer);
  }

  @Test
  void migrate_fromAndToObjectsOfTheEncryptionClient_keepsContentsAndAttributes()
      throws IOException {
    S3ecCodec whole = TestVolumes.s3ec(BulkFixture.CHUNK_BYTES);
    assertMigrates(plain, whole);
    assertMigrates(coffer, whole);
    assertMigrates(whole, coffer);
    assertMigrates(whole, TestVolumes.s3ec(512));
  }

  @Test
  void migrate_ofADirectoryThatAnotherToolMade_makesOne() throws IOException {
    for (VolumeCodec from : List.of(coffer, TestVolumes.s3ec(64))) {
      InMemoryObjectStore bucket = new InMemoryObjectStore();
      bucket.put("from/dir/", PartBody.of(new byte[0]), Map.of(), Precondition.none());
      bucket.put("from/", PartBody.of(new byte[0]), Map.of(), Precondition.none());
      Plan binding = new Plan(FilePath.ROOT, Existing.KEEP, true, false, OnServer.NOTHING, true);
      assertThat(migrate(bucket, from, coffer, binding).tally().counts())
          .isEqualTo(Map.of(Outcome.COPIED, 2L));
      FileMetadata made =
          requireNonNull(BulkFixture.read(bucket, coffer, TO).get("dir/")).attributes();
      assertThat(made.mode()).isEqualTo(040755);
      assertThat(migrate(bucket, from, coffer, binding).tally().counts())
          .isEqualTo(Map.of(Outcome.UP_TO_DATE, 2L));
    }
  }

  @Test
  void migrate_withVerifyOntoADamagedCopy_mendsItIfItMay() throws IOException {
    for (VolumeCodec to : List.of(coffer, TestVolumes.s3ec(64))) {
      InMemoryObjectStore bucket = new InMemoryObjectStore();
      fixture.fill(bucket, plain, FROM);
      migrate(bucket, plain, to, VERIFYING);
      bucket.tamper("to/dir/file-700", body -> changed(body));
      assertThat(migrate(bucket, plain, to, KEEPING).findings()).isEmpty();
      assertThat(migrate(bucket, plain, to, VERIFYING).lines())
          .containsExactly("conflict dir/file-700");
      assertThat(migrate(bucket, plain, to, REPLACING).tally().count(Outcome.COPIED)).isOne();
      assertThat(BulkFixture.read(bucket, to, TO)).isEqualTo(BulkFixture.read(bucket, plain, FROM));
    }
  }

  private static byte[] changed(byte[] body) {
    body[body.length / 2] ^= 1;
    return body;
  }

  private void assertMigrates(VolumeCodec from, VolumeCodec to) throws IOException {
    InMemoryObjectStore bucket = new InMemoryObjectStore();
    int objects = fixture.fill(bucket, from, FROM).size();
    Report report = migrate(bucket, from, to, VERIFYING);
    assertThat(report.findings()).isEmpty();
    assertThat(report.tally().counts()).isEqualTo(Map.of(Outcome.COPIED, (long) objects));
    assertThat(BulkFixture.read(bucket, to, TO)).isEqualTo(BulkFixture.read(bucket, from, FROM));
    assertThat(bucket.listMultipartUploads("")).isEmpty();
    Report again = migrate(bucket, from, to, VERIFYING);
    assertThat(again.tally().counts()).isEqualTo(Map.of(Outcome.UP_TO_DATE, (long) objects));
  }

  @Test
  void migrate_ofObjectsWithoutAttributes_carriesTheirDate() throws IOException {
    store.put("from/a", PartBody.of("x".getBytes(UTF_8)), Map.of(), Precondition.none());
    migrate(store, plain, coffer, KEEPING);
    FileMetadata made = copyOfA().attributes();
    assertThat(made.mode()).isEqualTo(0100644);
    assertThat(made.mtime().toInstant()).isEqualTo(store.head("from/a").lastModified());
    assertThat(migrate(store, plain, coffer, KEEPING).tally().count(Outcome.UP_TO_DATE)).isOne();
  }

  @Test
  void migrate_ofOneObject_takesThreeRequestsAndTwoTheSecondTime() throws IOException {
    put("from/a", plain, 10);
    CountingObjectStore counting = new CountingObjectStore(store);
    migrate(counting, plain, coffer, KEEPING);
    assertThat(counting.counts())
        .isEqualTo(Map.of(Request.LIST, 1L, Request.HEAD, 1L, Request.GET, 1L, Request.PUT, 1L));
    counting.reset();
    migrate(counting, plain, coffer, KEEPING);
    assertThat(counting.counts()).isEqualTo(Map.of(Request.LIST, 1L, Request.HEAD, 2L));
  }

  @Test
  void migrate_ontoAnotherObject_isAConflictUnlessItMayBeReplaced() throws IOException {
    put("from/a", plain, 10);
    put("to/a", coffer, 11);
    assertThat(migrate(store, plain, coffer, KEEPING).lines()).containsExactly("conflict a");
    assertThat(migrate(store, plain, coffer, REPLACING).tally().count(Outcome.COPIED)).isOne();
    assertSame();
  }

  @Test
  void migrate_withVerify_findsThatWhatIsThereHasOtherContent() throws IOException {
    put("from/a", plain, 10);
    put("to/a", coffer, 10);
    assertThat(migrate(store, plain, coffer, KEEPING).tally().count(Outcome.UP_TO_DATE)).isOne();
    assertThat(migrate(store, plain, coffer, VERIFYING).lines()).containsExactly("conflict a");
    migrate(store, plain, coffer, REPLACING);
    assertSame();
  }

  @Test
  void migrate_ofADamagedSource_copiesNothingOfIt() throws IOException {
    put("from/a", coffer, 700);
    put("from/b", coffer, 7);
    store.tamper(
        "from/a",
        body -> {
          body[600] ^= 1;
          return body;
        });
    assertThat(migrate(store, coffer, plain, KEEPING).lines()).containsExactly("tampered a");
    assertThat(store.keys()).contains("to/b").doesNotContain("to/a");
    assertThat(store.listMultipartUploads("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void migrate_ofABodyCutToNothing_copiesNothing(boolean verified) throws IOException {
    put("from/a", coffer, 700);
    store.tamper("from/a", body -> Arrays.copyOf(body, 64 + 28));
    Report report = migrate(store, coffer, plain, verified ? VERIFYING : KEEPING);
    assertThat(report.lines()).containsExactly("tampered a");
    assertThat(report.tally().count(Verdict.DAMAGED)).isOne();
    assertThat(store.keys()).containsExactly("from/a");
  }

  @Test
  void migrate_withMoreExtendedAttributesThanHeadersHold_refusesAPlainDestination()
      throws IOException {
    byte[] value = new byte[1200];
    Arrays.fill(value, (byte) 0xff);
    FileMetadata bare = BulkFixture.file(0600);
    FileMetadata attributed =
        new FileMetadata(
            bare.mode(), 1, 1, bare.mtime(), bare.ctime(), 0, Xattrs.EMPTY.with("user.a", value));
    BulkFixture.store(store, coffer, Place.of(FROM, "a"), attributed, new byte[3]);
    assertThat(migrate(store, coffer, plain, KEEPING).lines()).containsExactly("unsupported a");
    migrate(store, coffer, coffer, KEEPING);
    assertThat(copyOfA().attributes()).isEqualTo(attributed);
  }

  @Test
  void migrate_ofAnUnboundObject_copiesAndSaysSo() throws IOException {
    put("from/a", coffer, 10);
    store.put("from/a", PartBody.of(store.body("from/a")), Map.of(), Precondition.none());
    assertThat(migrate(store, coffer, plain, KEEPING).lines()).containsExactly("copied-unbound a");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void migrate_ofAnUnboundObjectWhereBindingIsRequired_isRefused(boolean onServer)
      throws IOException {
    put("from/a", coffer, 10);
    put("from/b", coffer, 10);
    store.put("from/a", PartBody.of(store.body("from/a")), Map.of(), Precondition.none());
    Plan strict =
        new Plan(
            FilePath.ROOT,
            Existing.KEEP,
            false,
            false,
            body -> onServer,
            /* requireBinding= */ true);
    Report report = migrate(store, coffer, coffer, strict);
    assertThat(report.lines()).containsExactly("binding-missing a");
    assertThat(report.tally().count(Verdict.DAMAGED)).isOne();
    assertThat(store.keys()).containsExactly("from/a", "from/b", "to/b");
    put("to/a", coffer, 10);
    assertThat(migrate(store, coffer, coffer, strict).lines()).containsExactly("binding-missing a");
  }

  @Test
  void migrate_onTheServer_movesNoBodyAndBindsToTheNewPath() throws IOException {
    fixture.fill(store, coffer, FROM);
    CountingObjectStore counting = new CountingObjectStore(store);
    Plan onServer = new Plan(FilePath.ROOT, Existing.KEEP, false, false, body -> true, false);
    Report report =
        BulkFixture.run(
            counting,
            FROM,
            workers ->
                migration(counting, coffer, target(counting, coffer, "moved"), workers, onServer));
    assertThat(report.tally().count(Outcome.COPIED_ON_SERVER)).isEqualTo(report.tally().objects());
    assertThat(counting.bytesDownloaded() + counting.bytesUploaded()).isZero();
    assertThat(BulkFixture.read(store, coffer, TO))
        .containsKey("moved/dir/file-700")
        .hasSize((int) report.tally().objects());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void migrate_onTheServerWithAnotherWriterAtTheDestination_leavesTheirs(boolean replacing)
      throws IOException {
    put("from/a", coffer, 10);
    if (replacing) {
      put("to/a", coffer, 20);
    }
    byte[] theirs = fixture.bytes(3);
    OnServer interference =
        body -> {
          overwrite("to/a", theirs);
          return true;
        };
    Existing existing = replacing ? Existing.REPLACE : Existing.KEEP;
    Plan plan = new Plan(FilePath.ROOT, existing, false, false, interference, false);
    assertThat(migrate(store, coffer, coffer, plan).lines())
        .containsExactly(replacing ? "changing a" : "conflict a");
    assertThat(store.body("to/a")).startsWith(theirs);
  }

  /** With other bytes each time, since a version is known by its ETag. */
  private void overwrite(String key, byte[] beginning) {
    try {
      int before = store.keys().contains(key) ? store.body(key).length : 0;
      byte[] body = Arrays.copyOf(beginning, beginning.length + before);
      store.put(key, PartBody.of(body), Map.of(), Precondition.none());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void migrate_ofAnObjectThatIsListedAndNotThere_isDamaged() throws IOException {
    put("from/a", coffer, 10);
    FaultyObjectStore faulty = new FaultyObjectStore(store);
    for (int attempt = 0; attempt < 4; attempt++) {
      faulty.next(Request.GET, Fault.refusal(Reason.NOT_FOUND));
    }
    Report report = migrate(faulty, coffer, plain, KEEPING);
    assertThat(report.lines()).containsExactly("missing-body a");
    assertThat(report.tally().count(Verdict.DAMAGED)).isOne();
  }

  @Test
  void migrate_whoseCopyIsNotThereWhenReadBack_saysThatItDiffers() throws IOException {
    put("from/a", plain, 10);
    FaultyObjectStore faulty = new FaultyObjectStore(store);
    faulty.spare(Request.GET, 1).next(Request.GET, Fault.refusal(Reason.NOT_FOUND));
    assertThat(migrate(faulty, plain, coffer, VERIFYING).lines()).containsExactly("copy-differs a");
  }

  @Test
  void migrate_ontoTheVolumesOwnFiles_isRefused() throws IOException {
    put("from/old/.coffer/volume.json", plain, 10);
    put("to/.coffer/volume.json", plain, 5);
    Plan plan =
        new Plan(new FilePath("old"), Existing.REPLACE, false, false, OnServer.NOTHING, false);
    assertThat(migrate(store, plain, coffer, plan).lines())
        .containsExactly("unreachable old/.coffer/volume.json");
    assertThat(store.body("to/.coffer/volume.json")).hasSize(5);
  }

  @Test
  void migrate_ofAFileToTheRoot_keepsItsName() throws IOException {
    put("from/dir/a", plain, 10);
    Plan plan =
        new Plan(new FilePath("dir/a"), Existing.KEEP, false, false, OnServer.NOTHING, false);
    migrate(store, plain, coffer, plan);
    assertThat(BulkFixture.read(store, coffer, TO)).containsOnlyKeys("a");
  }

  @Test
  void dryRun_changesNothing() throws IOException {
    fixture.fill(store, plain, FROM);
    List<String> before = store.keys();
    Plan dry =
        new Plan(FilePath.ROOT, Existing.KEEP, false, /* dryRun= */ true, OnServer.NOTHING, false);
    Report report = migrate(store, plain, coffer, dry);
    assertThat(report.tally().count(Outcome.PENDING)).isEqualTo(report.tally().objects());
    assertThat(store.keys()).isEqualTo(before);
  }

  @Test
  void migrate_withAnotherWriterAtTheDestination_leavesTheirs() throws IOException {
    put("from/a", plain, 10);
    FaultyObjectStore faulty = new FaultyObjectStore(store);
    faulty.next(
        Request.PUT,
        Fault.interference(
            () -> store.put("to/a", PartBody.of(new byte[3]), Map.of(), Precondition.none())));
    assertThat(migrate(faulty, plain, coffer, KEEPING).lines()).containsExactly("conflict a");
    assertThat(store.body("to/a")).hasSize(3);
  }

  @Test
  void migrate_withLostAnswers_isDoneAllTheSame() throws IOException {
    put("from/a", plain, 10);
    FaultyObjectStore faulty = new FaultyObjectStore(store);
    faulty.next(Request.PUT, Fault.lostAnswer());
    Report report = migrate(faulty, plain, coffer, VERIFYING);
    assertThat(report.findings()).isEmpty();
    assertSame();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void migrate_killedAtEveryRequest_isFinishedByTheNextRun(boolean lastOneTakesEffect)
      throws IOException {
    fixture.fill(store, plain, FROM);
    var wanted = BulkFixture.read(store, plain, FROM);
    boolean survived = false;
    for (int requests = 0; !survived; requests++) {
      InMemoryObjectStore bucket = BulkFixture.copy(store);
      MortalObjectStore mortal = new MortalObjectStore(bucket, requests, lastOneTakesEffect);
      runToItsEnd(mortal);
      survived = !mortal.isDead();
      assertOnlyWholeCopies(bucket);
      Report report = migrate(bucket, plain, coffer, KEEPING);
      assertThat(report.findings()).as("killed at request %d", requests).isEmpty();
      assertThat(BulkFixture.read(bucket, coffer, TO)).isEqualTo(wanted);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void migrate_amongRandomFaults_isFinishedBySomeRun(long seed) throws IOException {
    fixture.fill(store, plain, FROM);
    FaultyObjectStore faulty = new FaultyObjectStore(store).fromSeed(seed, 0.2);
    for (int run = 0; run < 5; run++) {
      runToItsEnd(faulty);
      assertOnlyWholeCopies(store);
    }
    migrate(store, plain, coffer, VERIFYING);
    assertSame();
  }

  private void runToItsEnd(ObjectStore seen) {
    try {
      migrate(seen, plain, coffer, KEEPING);
    } catch (IOException e) {
      assertThat(e).hasMessageMatching(".*(killed|refused|lost).*");
    }
  }

  private void assertOnlyWholeCopies(InMemoryObjectStore bucket) throws IOException {
    var original = BulkFixture.read(bucket, plain, FROM);
    assertThat(original).containsAllEntriesOf(BulkFixture.read(bucket, coffer, TO));
  }

  private BulkFixture.Seen copyOfA() throws IOException {
    return requireNonNull(BulkFixture.read(store, coffer, TO).get("a"));
  }

  private void assertSame() throws IOException {
    assertThat(BulkFixture.read(store, coffer, TO)).isEqualTo(BulkFixture.read(store, plain, FROM));
  }

  private void put(String key, VolumeCodec codec, int length) throws IOException {
    Place place = new Place(key, key.substring(key.indexOf('/') + 1));
    BulkFixture.store(store, codec, place, BulkFixture.file(0600), fixture.bytes(length));
  }

  private static Report migrate(ObjectStore store, VolumeCodec from, VolumeCodec to, Plan plan)
      throws IOException {
    return BulkFixture.run(
        store, FROM, workers -> migration(store, from, target(store, to, ""), workers, plan));
  }

  private static MigrationTarget target(ObjectStore store, VolumeCodec codec, String base) {
    return new MigrationTarget(store, codec, TO, new FilePath(base), TestVolumes.DEFAULTS);
  }

  private static Migration migration(
      ObjectStore store, VolumeCodec from, MigrationTarget target, Workers workers, Plan plan) {
    var objects =
        new Migration.Objects(
            BulkFixture.source(store, from, workers),
            BulkFixture.source(target.store(), target.codec(), workers));
    return new Migration(objects, target, workers, plan);
  }
}
