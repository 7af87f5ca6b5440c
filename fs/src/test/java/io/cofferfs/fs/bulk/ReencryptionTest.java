package io.cofferfs.fs.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.KeyFileKey;
import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.crypto.UnlockedVolume;
import io.cofferfs.crypto.VolumeFile;
import io.cofferfs.crypto.VolumeOptions;
import io.cofferfs.fs.bulk.BulkFixture.Place;
import io.cofferfs.fs.bulk.BulkFixture.Report;
import io.cofferfs.fs.bulk.BulkFixture.Seen;
import io.cofferfs.fs.s3.CountingObjectStore;
import io.cofferfs.fs.s3.Fault;
import io.cofferfs.fs.s3.FaultyObjectStore;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.MortalObjectStore;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.volume.CofferCodec;
import io.cofferfs.fs.volume.KeySpace;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReencryptionTest {
  private static final KeySpace KEYS = new KeySpace("p/");
  private static final int EPOCH_AT = 12;

  /** A header, and a chunk of nothing. */
  private static final int EMPTY_BODY_BYTES = 64 + 28;

  private final InMemoryObjectStore store = new InMemoryObjectStore();
  private final BulkFixture fixture = new BulkFixture();
  private CofferCodec before;
  private CofferCodec after;
  private long objects;
  private Map<String, Seen> wanted;

  @BeforeEach
  void addEpoch() throws IOException {
    SecureRandom random = new SecureRandom();
    KeyFileKey key = new KeyFileKey(SecretBytes.random(random, 32));
    VolumeOptions options = new VolumeOptions(BulkFixture.CHUNK_BYTES, /* encryptNames= */ false);
    VolumeFile file = VolumeFile.create(options, key, random);
    before = new CofferCodec(file.unlock(key));
    try (UnlockedVolume volume = file.open(key, random, InstantSource.system())) {
      after = new CofferCodec(volume.addEpoch().unlock(key));
    }
    objects = fixture.fill(store, before, KEYS).size();
    wanted = BulkFixture.read(store, before, KEYS);
  }

  @Test
  void reencrypt_ofOldObjects_sealsThemInTheNewestEpoch() throws IOException {
    assertThat(verify(store).tally().counts()).isEqualTo(Map.of(Outcome.STALE_EPOCH, objects));
    Report report = reencrypt(store);
    assertThat(report.tally().counts()).isEqualTo(Map.of(Outcome.REENCRYPTED, objects));
    assertDone(store);
    assertThat(epoch("p/dir/file-700")).isEqualTo(2);
  }

  @Test
  void reencrypt_asASecondRun_asksForHeadersAlone() throws IOException {
    reencrypt(store);
    CountingObjectStore counting = new CountingObjectStore(store);
    assertThat(reencrypt(counting).tally().counts()).isEqualTo(Map.of(Outcome.UP_TO_DATE, objects));
    assertThat(counting.counts()).isEqualTo(Map.of(Request.LIST, 1L, Request.HEAD, objects));
  }

  @Test
  void reencrypt_asADryRun_changesNothing() throws IOException {
    Report report =
        BulkFixture.run(store, KEYS, workers -> task(store, workers, /* dryRun= */ true));
    assertThat(report.tally().counts()).isEqualTo(Map.of(Outcome.PENDING, objects));
    assertThat(BulkFixture.read(store, before, KEYS)).isEqualTo(wanted);
  }

  @Test
  void reencrypt_ofADamagedObject_leavesItAndSaysSo() throws IOException {
    store.tamper(
        "p/dir/file-700",
        body -> {
          body[600] ^= 1;
          return body;
        });
    byte[] damaged = store.body("p/dir/file-700");
    Report report = reencrypt(store);
    assertThat(report.lines()).containsExactly("tampered dir/file-700");
    assertThat(store.body("p/dir/file-700")).isEqualTo(damaged);
    assertThat(report.tally().count(Outcome.REENCRYPTED)).isEqualTo(objects - 1);
  }

  @Test
  void reencrypt_ofABodyCutToNothing_leavesItAndSaysSo() throws IOException {
    store.tamper("p/dir/file-700", body -> Arrays.copyOf(body, EMPTY_BODY_BYTES));
    byte[] damaged = store.body("p/dir/file-700");
    Report report = reencrypt(store);
    assertThat(report.lines()).containsExactly("tampered dir/file-700");
    assertThat(report.tally().count(Verdict.DAMAGED)).isOne();
    assertThat(store.body("p/dir/file-700")).isEqualTo(damaged);
  }

  @Test
  void reencrypt_ofAnObjectWithoutMetadata_leavesItUnbound() throws IOException {
    byte[] body = store.body("p/dir/file-65");
    store.put("p/dir/file-65", PartBody.of(body), Map.of(), Precondition.none());
    reencrypt(store);
    assertThat(epoch("p/dir/file-65")).isEqualTo(2);
    assertThat(verify(store).lines()).containsExactly("unbound dir/file-65");
    assertThat(reencrypt(store).tally().count(Outcome.UP_TO_DATE)).isEqualTo(objects);
  }

  @Test
  void reencrypt_whileAnotherWriterReplacesTheObject_keepsTheirContent() throws IOException {
    byte[] theirs = fixture.bytes(100);
    FaultyObjectStore faulty = new FaultyObjectStore(store);
    faulty.next(
        Request.PUT,
        Fault.interference(
            () -> {
              for (String key : store.keys()) {
                write(key, theirs);
              }
            }));
    assertThat(reencrypt(faulty).findings()).isEmpty();
    // What another worker was done with before they wrote is in their epoch.
    assertThat(reencrypt(store).findings()).isEmpty();
    assertThat(verify(store).tally().counts()).isEqualTo(Map.of(Outcome.INTACT, objects));
    Map<String, Seen> seen = BulkFixture.read(store, after, KEYS);
    assertThat(seen.get("link")).isEqualTo(seen.get("dir/file-63"));
  }

  private void write(String key, byte[] content) {
    try {
      Place place = new Place(key, key.substring(KEYS.prefix().length()));
      BulkFixture.store(store, before, place, BulkFixture.file(0600), content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void reencrypt_killedAtEveryRequest_isFinishedByTheNextRun(boolean lastOneTakesEffect)
      throws IOException {
    boolean survived = false;
    for (int requests = 0; !survived; requests++) {
      InMemoryObjectStore bucket = BulkFixture.copy(store);
      MortalObjectStore mortal = new MortalObjectStore(bucket, requests, lastOneTakesEffect);
      runToItsEnd(mortal);
      survived = !mortal.isDead();
      assertThat(BulkFixture.read(bucket, after, KEYS))
          .as("killed at request %d", requests)
          .isEqualTo(wanted);
      assertThat(reencrypt(bucket).findings()).isEmpty();
      assertDone(bucket);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void reencrypt_amongRandomFaults_losesNothing(long seed) throws IOException {
    FaultyObjectStore faulty = new FaultyObjectStore(store).fromSeed(seed, 0.2);
    for (int run = 0; run < 5; run++) {
      runToItsEnd(faulty);
      assertThat(BulkFixture.read(store, after, KEYS)).isEqualTo(wanted);
    }
    reencrypt(store);
    assertDone(store);
  }

  private void runToItsEnd(ObjectStore seen) {
    try {
      reencrypt(seen);
    } catch (IOException e) {
      assertThat(e).hasMessageMatching(".*(killed|refused|lost).*");
    }
  }

  private void assertDone(InMemoryObjectStore bucket) throws IOException {
    assertThat(BulkFixture.read(bucket, after, KEYS)).isEqualTo(wanted);
    assertThat(verify(bucket).tally().counts()).isEqualTo(Map.of(Outcome.INTACT, objects));
  }

  private int epoch(String key) throws IOException {
    byte[] header = Arrays.copyOf(store.body(key), 64);
    return java.nio.ByteBuffer.wrap(header).getInt(EPOCH_AT);
  }

  private Report verify(ObjectStore seen) throws IOException {
    return BulkFixture.run(
        seen,
        KEYS,
        workers -> new Verification(seen, after, workers, new Verification.Demands(2, false)));
  }

  private Report reencrypt(ObjectStore seen) throws IOException {
    return BulkFixture.run(seen, KEYS, workers -> task(seen, workers, /* dryRun= */ false));
  }

  private BulkTask task(ObjectStore seen, Workers workers, boolean dryRun) {
    return new Reencryption(seen, after, workers, new Reencryption.Plan(2, dryRun));
  }
}
