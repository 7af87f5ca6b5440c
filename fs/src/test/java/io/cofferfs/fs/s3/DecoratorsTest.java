package io.cofferfs.fs.s3;

import static io.cofferfs.fs.s3.ContractFixture.assertFails;
import static io.cofferfs.fs.s3.ContractFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** The decorators, one on top of the other, over the fake; they pass the contract as well. */
final class DecoratorsTest extends ObjectStoreContract {
  private final InMemoryObjectStore bucket = new InMemoryObjectStore();
  private final FaultyObjectStore faulty = new FaultyObjectStore(bucket);
  private final CountingObjectStore counting = new CountingObjectStore(faulty);

  @Override
  protected ObjectStore newStore() {
    return counting;
  }

  @Test
  void counts_ofRequests_areKeptByKind() throws Exception {
    putObject("k", bytes(10));
    body("k");
    body("k", 0, 3);
    assertFails(Reason.NOT_FOUND, () -> store().head("missing"));
    assertThat(counting.counts())
        .isEqualTo(Map.of(Request.PUT, 1L, Request.GET, 2L, Request.HEAD, 1L));
    assertThat(counting.total()).isEqualTo(4);
    assertThat(counting.bytesUploaded()).isEqualTo(10);
    assertThat(counting.bytesDownloaded()).isEqualTo(13);
    counting.reset();
    assertThat(counting.counts()).isEmpty();
  }

  @Test
  void refusal_ofAPut_changesNothing() {
    faulty.next(Request.PUT, Fault.refusal(Reason.UNAVAILABLE));
    assertFails(Reason.UNAVAILABLE, () -> putObject("k", bytes(1)));
    assertThat(bucket.keys()).isEmpty();
  }

  @Test
  void lostAnswer_ofAPut_hasTakenEffect() {
    faulty.spare(Request.PUT, 1).next(Request.PUT, Fault.lostAnswer());
    assertThat(putAndReport("a")).isEmpty();
    assertThat(putAndReport("b")).contains(Reason.OUTCOME_UNKNOWN);
    assertThat(putAndReport("c")).isEmpty();
    assertThat(bucket.keys()).containsExactly("a", "b", "c");
  }

  @Test
  void brokenBody_ofAGet_throwsAfterItsBytes() throws Exception {
    putObject("k", bytes(100));
    faulty.next(Request.GET, Fault.brokenBody(40));
    try (ObjectBody body = store().get("k", Optional.empty(), Optional.empty())) {
      assertThat(body.stream().readNBytes(40)).hasSize(40);
      assertFails(Reason.UNAVAILABLE, () -> body.stream().readAllBytes());
    }
  }

  @Test
  void truncatedBody_ofAGet_endsAfterItsBytes() throws Exception {
    putObject("k", bytes(100));
    faulty.next(Request.GET, Fault.truncatedBody(40));
    assertThat(body("k")).hasSize(40);
    assertThat(body("k")).hasSize(100);
  }

  @Test
  void interference_beforeAGet_isSeenByIt() throws Exception {
    ETag etag = putObject("k", bytes(1));
    faulty.next(
        Request.GET,
        Fault.interference(
            () -> bucket.put("k", PartBody.of(bytes(2)), Map.of(), Precondition.none())));
    assertFails(
        Reason.PRECONDITION_FAILED, () -> store().get("k", Optional.empty(), Optional.of(etag)));
  }

  @Test
  void hold_ofAPut_waitsForItsRelease() throws Exception {
    var reached = new CountDownLatch(1);
    var released = new CountDownLatch(1);
    faulty.next(Request.PUT, Fault.hold(reached, released));
    var put = new FutureTask<>(() -> putObject("k", bytes(1)));
    new Thread(put).start();
    reached.await();
    assertThat(bucket.keys()).isEmpty();
    released.countDown();
    assertThat(put.get()).isEqualTo(bucket.head("k").etag());
  }

  @Test
  void seededFaults_ofOneSeed_areTheSameEachTime() {
    assertThat(outcomes(42)).isEqualTo(outcomes(42)).isNotEqualTo(outcomes(43));
    faulty.heal();
    assertThat(putAndReport("healed")).isEmpty();
  }

  private List<Optional<Reason>> outcomes(long seed) {
    faulty.fromSeed(seed, 0.5);
    List<Optional<Reason>> outcomes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      outcomes.add(putAndReport("k" + i));
    }
    return outcomes;
  }

  private Optional<Reason> putAndReport(String key) {
    try {
      putObject(key, bytes(1));
      return Optional.empty();
    } catch (ObjectStoreException e) {
      return Optional.of(e.reason());
    }
  }
}
