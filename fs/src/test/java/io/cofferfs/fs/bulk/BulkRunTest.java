package io.cofferfs.fs.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.fs.bulk.BulkFixture.Report;
import io.cofferfs.fs.bulk.Rotation.Rekeying;
import io.cofferfs.fs.s3.Fault;
import io.cofferfs.fs.s3.FaultyObjectStore;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.KeySpace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The engine, with keys that change hands and no bodies to care for. */
final class BulkRunTest {
  private static final KeySpace KEYS = new KeySpace("p/");

  private final InMemoryObjectStore store = new InMemoryObjectStore();
  private final Set<String> rekeyed = Collections.synchronizedSet(new HashSet<>());

  @Test
  void rotation_ofSome_leavesThoseThatAreDone() throws IOException {
    put(5);
    rekeyed.add("p/3");
    Report report = run(this::rekey);
    assertThat(report.tally().counts())
        .isEqualTo(Map.of(Outcome.REKEYED, 4L, Outcome.UP_TO_DATE, 1L));
    assertThat(run(this::rekey).tally().counts()).isEqualTo(Map.of(Outcome.UP_TO_DATE, 5L));
  }

  @Test
  void rotation_ofAllObjects_includesThoseOfTheVolumeItself() throws IOException {
    for (String key : List.of("p", "p/.coffer/volume.json", "p//x", "q")) {
      store.put(key, PartBody.of(new byte[1]), Map.of(), Precondition.none());
    }
    Scope scope = Scope.ofObjects(store, new FilePath("p"));
    BulkFixture.run(scope, workers -> new Rotation(rekeying(this::rekey), false));
    assertThat(rekeyed).containsExactlyInAnyOrder("p", "p/.coffer/volume.json", "p//x");
  }

  @Test
  void rotation_asADryRun_onlyLooks() throws IOException {
    put(3);
    rekeyed.add("p/1");
    Report report =
        BulkFixture.run(
            store, KEYS, workers -> new Rotation(rekeying(this::rekey), /* dryRun= */ true));
    assertThat(report.tally().counts())
        .isEqualTo(Map.of(Outcome.PENDING, 2L, Outcome.UP_TO_DATE, 1L));
    assertThat(rekeyed).containsExactly("p/1");
  }

  @Test
  void run_withAnObjectThatChangesOnce_looksAgain() throws IOException {
    put(1);
    AtomicInteger calls = new AtomicInteger();
    Report report =
        run(
            key -> {
              if (calls.incrementAndGet() == 1) {
                throw new ObjectStoreException(Reason.PRECONDITION_FAILED, "changed");
              }
              return rekey(key);
            });
    assertThat(report.tally().counts()).isEqualTo(Map.of(Outcome.REKEYED, 1L));
  }

  @Test
  void run_withAnObjectThatNeverRests_reportsIt() throws IOException {
    put(1);
    Report report =
        run(
            key -> {
              throw new ObjectStoreException(Reason.PRECONDITION_FAILED, "changed");
            });
    assertThat(report.lines()).containsExactly("changing 0");
  }

  @Test
  void run_withObjectsThatVanishOrFail_goesOn() throws IOException {
    put(4);
    Report report =
        run(
            key -> {
              switch (key) {
                case "p/1" -> {
                  store.delete(key, Precondition.none());
                  throw new ObjectStoreException(Reason.NOT_FOUND, "");
                }
                case "p/2" -> throw new ObjectStoreException(Reason.WRONG_CUSTOMER_KEY, "another");
                default -> {
                  return rekey(key);
                }
              }
            });
    assertThat(report.tally().counts())
        .isEqualTo(Map.of(Outcome.REKEYED, 2L, Outcome.GONE, 1L, Outcome.STORE_FAILED, 1L));
    assertThat(report.findings())
        .containsExactly(new Finding("2", Outcome.STORE_FAILED, "another"));
  }

  @Test
  void run_withAnObjectThatIsListedAndNotThere_callsItDamaged() throws IOException {
    put(2);
    store.put("p/1x", PartBody.of(new byte[1]), Map.of(), Precondition.none());
    Report report =
        run(
            key -> {
              if (key.equals("p/1")) {
                throw new ObjectStoreException(Reason.NOT_FOUND, "");
              }
              return rekey(key);
            });
    assertThat(report.findings())
        .containsExactly(new Finding("1", Outcome.MISSING_BODY, "listed, but not there"));
    assertThat(report.tally().count(Verdict.DAMAGED)).isOne();
  }

  @Test
  void run_withAnObjectThatIsDeletedAndWrittenAnew_looksAgain() throws IOException {
    put(1);
    AtomicInteger calls = new AtomicInteger();
    Report report =
        run(
            key -> {
              if (calls.incrementAndGet() == 1) {
                throw new ObjectStoreException(Reason.NOT_FOUND, "");
              }
              return rekey(key);
            });
    assertThat(report.tally().counts()).isEqualTo(Map.of(Outcome.REKEYED, 1L));
  }

  @Test
  void run_onAServerThatBreaksAPromise_stopsAtOnce() throws IOException {
    put(500);
    AtomicInteger calls = new AtomicInteger();
    assertThatThrownBy(
            () ->
                run(
                    key -> {
                      calls.incrementAndGet();
                      throw new ObjectStoreException(Reason.BROKEN_PROMISE, "not encrypted");
                    }))
        .isInstanceOfSatisfying(
            ObjectStoreException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.BROKEN_PROMISE));
    assertThat(calls.get()).isBetween(1, 10);
  }

  @Test
  void run_whileTheStoreIsDown_stopsSoon() throws IOException {
    put(500);
    AtomicInteger calls = new AtomicInteger();
    assertThatThrownBy(
            () ->
                run(
                    key -> {
                      calls.incrementAndGet();
                      throw new ObjectStoreException(Reason.UNAVAILABLE, "down");
                    }))
        .hasMessage("down");
    assertThat(calls.get()).isBetween(32, 40);
  }

  @Test
  void run_thatIsCancelled_beginsNothingMore() throws IOException {
    put(500);
    Cancellation cancellation = new Cancellation();
    Tally tally = new Tally();
    try (Workers workers = BulkFixture.workers(cancellation)) {
      BulkRun run = new BulkRun(Scope.of(store, KEYS), workers, tally, finding -> {});
      run.run(
          new Rotation(
              rekeying(
                  key -> {
                    if (rekeyed.size() == 20) {
                      cancellation.request();
                    }
                    return rekey(key);
                  }),
              false));
    }
    assertThat(rekeyed.size()).isBetween(20, 30);
    assertThat(tally.objects()).isEqualTo(rekeyed.size());
    assertThat(run(this::rekey).tally().count(Outcome.REKEYED)).isEqualTo(500 - tally.objects());
  }

  @Test
  void run_cancelledWhileABodyIsRead_endsItAndDoesNotCountIt() throws IOException {
    store.put("p/a", PartBody.of(new byte[1 << 20]), Map.of(), Precondition.none());
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    FaultyObjectStore held = new FaultyObjectStore(store);
    held.next(Request.GET, Fault.hold(reached, released));
    Cancellation cancellation = new Cancellation();
    Tally tally = new Tally();
    Thread canceller =
        new Thread(
            () -> {
              awaitUninterruptibly(reached);
              cancellation.request();
              released.countDown();
            });
    canceller.start();
    try (Workers workers = BulkFixture.workers(cancellation)) {
      new BulkRun(Scope.of(held, KEYS), workers, tally, finding -> {})
          .run(new PlainVerification(held, workers));
    }
    assertThat(tally.objects()).isZero();
    assertThat(tally.bytes()).isZero();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void run_whoseListingFails_fails() throws IOException {
    put(3);
    FaultyObjectStore faulty = new FaultyObjectStore(store);
    faulty.next(Request.LIST, Fault.refusal(Reason.ACCESS_DENIED));
    assertThatThrownBy(
            () ->
                BulkFixture.run(
                    faulty, KEYS, workers -> new Rotation(rekeying(this::rekey), false)))
        .isInstanceOf(ObjectStoreException.class);
  }

  @Test
  void census_countsWhatThereIsToDo() throws IOException {
    put(1200);
    Tally tally = new Tally();
    new Census(Scope.of(store, KEYS), tally, new Cancellation()).run();
    assertThat(tally.totals()).isEqualTo(new Tally.Totals(1200, 1200, /* complete= */ true));
  }

  @Test
  void tally_afterAnyRun_countsBytesOfBodiesOnce() throws IOException {
    put(7);
    Report report = BulkFixture.run(store, KEYS, workers -> new PlainVerification(store, workers));
    assertThat(report.tally().bytes()).isEqualTo(7);
    assertThat(report.tally().objects()).isEqualTo(7);
  }

  /** What is done with one object. */
  private interface Rekey {
    boolean rekey(String key) throws ObjectStoreException;
  }

  private boolean rekey(String key) {
    return rekeyed.add(key);
  }

  private Report run(Rekey rekey) throws IOException {
    return BulkFixture.run(store, KEYS, workers -> new Rotation(rekeying(rekey), false));
  }

  private Rekeying rekeying(Rekey rekey) {
    return new Rekeying() {
      @Override
      public boolean isDone(String key) {
        return rekeyed.contains(key);
      }

      @Override
      public boolean rekey(String key) throws ObjectStoreException {
        return rekey.rekey(key);
      }
    };
  }

  private void put(int objects) throws IOException {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < objects; i++) {
      keys.add("p/" + i);
      store.put(keys.get(i), PartBody.of(new byte[1]), Map.of(), Precondition.none());
    }
  }
}
