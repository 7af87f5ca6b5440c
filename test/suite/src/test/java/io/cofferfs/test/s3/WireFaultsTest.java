package io.cofferfs.test.s3;

import static io.cofferfs.fs.s3.ContractFixture.assertFails;
import static io.cofferfs.fs.s3.ContractFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cofferfs.fs.s3.AwsObjectStore;
import io.cofferfs.fs.s3.ByteRange;
import io.cofferfs.fs.s3.Connection;
import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.ListPage;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.s3.ObjectBody;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.ServerSideEncryption.BucketDefault;
import io.cofferfs.fs.vfs.Errno;
import io.cofferfs.test.server.Reaction;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes of a request when the server or the wire fails under it. */
final class WireFaultsTest {
  private static final int LENGTH = 1 << 20;

  @RegisterExtension static final S3Servers S3 = new S3Servers();

  @Test
  void busyServer_isAskedAgain() throws Exception {
    ObjectStore store = S3.newStore();
    S3.next(3, S3Servers::isPut, Reaction.refusal(503, "SlowDown"));
    put(store, "k", LENGTH);
    S3.next(2, S3Servers::isGet, Reaction.refusal(500, "InternalError"));
    assertThat(get(store, "k")).isEqualTo(bytes(LENGTH));
  }

  @Test
  void busyServer_thatStaysBusy_isUnavailableAndHasDoneNothing() throws Exception {
    ObjectStore store = S3.newStore();
    S3.next(100, S3Servers::isPut, Reaction.refusal(503, "SlowDown"));
    assertFails(Reason.UNAVAILABLE, () -> put(store, "k", 10));
    assertFails(Reason.NOT_FOUND, () -> store.head("k"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ConditionalRequestConflict", "OperationAborted", "ConcurrentModification"})
  void write_inTheWayOfAnother_isMadeAgain(String code) throws Exception {
    ObjectStore store = S3.newStore();
    S3.next(2, S3Servers::isPut, Reaction.refusal(409, code));
    ETag first = put(store, "k", 10);
    S3.next(1, S3Servers::isPut, Reaction.refusal(409, code));
    put(store, "k", 11);
    S3.next(1, S3Servers::isPut, Reaction.refusal(409, code));
    PartBody body = PartBody.of(bytes(12));
    assertFails(
        Reason.PRECONDITION_FAILED,
        () -> store.put("k", body, Map.of(), Precondition.ifMatch(first)));
    assertThat(get(store, "k")).isEqualTo(bytes(11));
  }

  @Test
  void write_alwaysInTheWayOfAnother_isUnavailableAndHasDoneNothing() throws Exception {
    ObjectStore store = S3.newStore();
    ETag first = put(store, "k", 10);
    S3.next(100, S3Servers::isPut, Reaction.refusal(409, "ConditionalRequestConflict"));
    PartBody body = PartBody.of(bytes(11));
    assertFails(
        Reason.UNAVAILABLE, () -> store.put("k", body, Map.of(), Precondition.ifMatch(first)));
    assertThat(store.head("k").etag()).isEqualTo(first);
  }

  @Test
  void write_whoseAnswerIsLostAndThatIsInTheWayThen_hasAnUnknownOutcome() throws Exception {
    ObjectStore store = S3.newStore();
    store.put("other", PartBody.of(bytes(1)), Map.of(), Precondition.ifAbsent()); // with its probe
    ETag first = put(store, "k", 10);
    AtomicInteger puts = new AtomicInteger();
    S3.faults(
        request -> {
          if (!S3Servers.isPut(request)) {
            return Reaction.pass();
          }
          return puts.incrementAndGet() == 1
              ? Reaction.lostAnswer()
              : Reaction.refusal(409, "ConditionalRequestConflict");
        });
    PartBody body = PartBody.of(bytes(11));
    assertFails(
        Reason.OUTCOME_UNKNOWN, () -> store.put("k", body, Map.of(), Precondition.ifMatch(first)));
  }

  @Test
  void answers_withoutAVersion_doNotKeepTheirConnections() throws Exception {
    ObjectStore store = S3.newStore();
    put(store, "k", 10);
    S3.faults(request -> Reaction.missingHeaders("ETag"));
    for (int i = 0; i < 20; i++) {
      assertFails(Reason.BROKEN_PROMISE, () -> get(store, "k"));
    }
    S3.faults(request -> Reaction.pass());
    assertThat(get(store, "k")).isEqualTo(bytes(10));
  }

  @Test
  void write_whoseAnswersAreLost_hasAnUnknownOutcome() throws Exception {
    ObjectStore store = S3.newStore();
    S3.next(100, S3Servers::isPut, Reaction.lostAnswer());
    assertFails(Reason.OUTCOME_UNKNOWN, () -> put(store, "k", 10));
    assertThat(get(store, "k")).isEqualTo(bytes(10));
  }

  @Test
  void conditionalWrite_thatOwnFirstAttemptStandsInTheWayOf_hasAnUnknownOutcome() throws Exception {
    ObjectStore store = S3.newStore();
    store.put("other", PartBody.of(bytes(1)), Map.of(), Precondition.ifAbsent()); // with its probe
    S3.next(1, S3Servers::isPut, Reaction.lostAnswer());
    PartBody body = PartBody.of(bytes(10));
    assertFails(
        Reason.OUTCOME_UNKNOWN, () -> store.put("k", body, Map.of(), Precondition.ifAbsent()));
  }

  @Test
  void conditionalWrite_afterABusyServer_hasAKnownOutcome() throws Exception {
    ObjectStore store = S3.newStore();
    put(store, "k", 10);
    S3.next(1, S3Servers::isPut, Reaction.refusal(503, "SlowDown"));
    assertFails(
        Reason.PRECONDITION_FAILED,
        () -> store.put("k", PartBody.empty(), Map.of(), Precondition.ifAbsent()));
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "65536", "1000000", "1048575"})
  void body_thatBreaks_isTakenUpWhereItStopped(long afterBytes) throws Exception {
    ObjectStore store = S3.newStore();
    put(store, "k", LENGTH);
    S3.next(1, S3Servers::isGet, Reaction.brokenBody(afterBytes));
    assertThat(get(store, "k")).isEqualTo(bytes(LENGTH));
    S3.next(2, S3Servers::isGet, Reaction.brokenBody(Math.min(afterBytes, 1000)));
    var range = new ByteRange(500, LENGTH - 500);
    assertThat(get(store, "k", range))
        .isEqualTo(Arrays.copyOfRange(bytes(LENGTH), 500, LENGTH - 500));
  }

  /** S-74: a connection that breaks within an answer is never seen by a program. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 150, 300})
  void listing_thatBreaks_isAskedForAgain(long afterBytes) throws Exception {
    ObjectStore store = S3.newStore();
    put(store, "k", 1);
    S3.next(2, request -> request.hasParameter("list-type"), Reaction.brokenBody(afterBytes));

    assertThat(store.list(ListRequest.tree("")).objects()).hasSize(1);
  }

  @Test
  void body_thatStalls_isTakenUpWhereItStopped() throws Exception {
    String bucket = S3.newBucket();
    put(S3.open(S3.secure(bucket), new BucketDefault()), "k", LENGTH);
    // Long enough for what comes after the stall to take its time.
    Duration patience = Duration.ofSeconds(3);
    ObjectStore store =
        S3.open(S3.connection(bucket, S3.server().secureEndpoint(), patience), new BucketDefault());
    CountDownLatch released = new CountDownLatch(1);
    S3.next(1, S3Servers::isGet, Reaction.stalledBody(300_000, released));
    try {
      assertThat(get(store, "k")).isEqualTo(bytes(LENGTH));
      assertThat(S3.requests())
          .filteredOn(S3Servers::isGet)
          .filteredOn(request -> request.header("if-match").isPresent())
          .isNotEmpty()
          .allSatisfy(
              request ->
                  assertThat(request.header("range").orElseThrow()).doesNotStartWith("bytes=0-"));
    } finally {
      released.countDown();
    }
  }

  @Test
  void body_ofAnObjectReplacedMeanwhile_isNotMixedWithTheOther() throws Exception {
    ObjectStore store = S3.newStore();
    put(store, "k", LENGTH);
    S3.next(1, S3Servers::isGet, Reaction.brokenBody(300_000));
    try (ObjectBody body = store.get("k", Optional.empty(), Optional.empty())) {
      assertThat(body.stream().read()).isEqualTo(bytes(LENGTH)[0] & 0xff);
      put(store, "k", LENGTH + 1);
      assertFails(Reason.PRECONDITION_FAILED, () -> body.stream().readAllBytes());
    }
  }

  @Test
  void body_thatAlwaysBreaksAtOnce_isGivenUp() throws Exception {
    ObjectStore store = S3.newStore();
    put(store, "k", LENGTH);
    S3.next(100, S3Servers::isGet, Reaction.brokenBody(0));
    assertFails(Reason.UNAVAILABLE, () -> get(store, "k"));
  }

  @Test
  void server_thatDoesNotAnswer_isGivenUpInTime() throws Exception {
    ObjectStore store = S3.open(S3.impatient(S3.newBucket()), new BucketDefault());
    CountDownLatch released = new CountDownLatch(1);
    S3.faults(
        request -> {
          try {
            released.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return Reaction.pass();
        });
    long start = System.nanoTime();
    try {
      assertFails(Reason.UNAVAILABLE, () -> store.head("k"));
    } finally {
      released.countDown();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void requests_moreThanThereAreConnections_waitForOne() throws Exception {
    ObjectStore store = S3.newStore();
    put(store, "k", LENGTH);
    List<Callable<byte[]>> readers = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      readers.add(() -> get(store, "k"));
    }
    ExecutorService threads = Executors.newFixedThreadPool(64);
    try {
      for (var body : threads.invokeAll(readers)) {
        assertThat(body.get()).isEqualTo(bytes(LENGTH));
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void list_ofMoreThanAThousandKeys_comesInPages() throws Exception {
    ObjectStore store = S3.open(S3.plain(S3.newBucket()), new BucketDefault());
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Callable<ETag>> writers = new ArrayList<>();
    for (int i = 0; i < 1050; i++) {
      String key = String.format("dir/file %04d", i);
      writers.add(() -> put(store, key, 1));
    }
    try {
      for (var written : threads.invokeAll(writers)) {
        written.get();
      }
    } finally {
      threads.shutdown();
    }
    ListPage first = store.list(ListRequest.directory("dir/"));
    assertThat(first.objects()).hasSize(1000);
    ListPage rest =
        store.list(ListRequest.directory("dir/").after(first.continuation().orElseThrow()));
    assertThat(rest.objects()).hasSize(50);
    assertThat(rest.continuation()).isEmpty();
    List<String> keys = new ArrayList<>();
    first.objects().forEach(object -> keys.add(object.key()));
    rest.objects().forEach(object -> keys.add(object.key()));
    assertThat(keys).isSorted().doesNotHaveDuplicates();
    store.deleteAll(keys);
    assertThat(store.list(ListRequest.tree("")).objects()).extracting(ListedObject::key).isEmpty();
    assertThat(S3.count(request -> request.hasParameter("delete"))).isEqualTo(2);
  }

  @Test
  void bucket_thatIsMissing_isNamedAsTheReason() throws Exception {
    ObjectStore store = S3.open(S3.secure("no-such-bucket"), new BucketDefault());
    assertFails(Reason.NO_SUCH_BUCKET, () -> store.list(ListRequest.tree("")));
    assertFails(Reason.NO_SUCH_BUCKET, () -> put(store, "k", 1));
  }

  @Test
  void credentials_thatAreMissing_areDenied() throws Exception {
    Connection signed = S3.secure(S3.newBucket());
    Connection anonymous =
        new Connection(
            signed.bucket(),
            signed.endpoint(),
            signed.region(),
            signed.profile(),
            signed.caBundle(),
            /* anonymous= */ true,
            signed.pathStyle(),
            signed.maxConnections(),
            signed.attemptTimeout(),
            signed.allowInsecureSseC());
    ObjectStore store = S3.open(anonymous, new BucketDefault());
    assertFails(Reason.ACCESS_DENIED, () -> store.list(ListRequest.tree("")));
    assertFails(Reason.ACCESS_DENIED, () -> put(store, "k", 1));
  }

  @Test
  void certificate_thatIsNotTrusted_isNamedAsTheReason() throws Exception {
    Connection trusting = S3.secure(S3.newBucket());
    Connection untrusting =
        new Connection(
            trusting.bucket(),
            trusting.endpoint(),
            Optional.of("eu-west-1"),
            Optional.empty(),
            Optional.empty(),
            /* anonymous= */ false,
            /* pathStyle= */ true,
            4,
            Duration.ofSeconds(5),
            /* allowInsecureSseC= */ false);
    ObjectStore store = S3.open(untrusting, new BucketDefault());
    var e = catchThrowableOfType(ObjectStoreException.class, () -> store.head("k"));
    assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(e).hasMessageContaining("CA bundle");
  }

  @Test
  void endpoint_thatIsNotThere_isUnavailable() throws Exception {
    Connection connection =
        S3.connection("bucket", URI.create("http://127.0.0.1:1"), Duration.ofSeconds(2));
    try (ObjectStore store = AwsObjectStore.open(connection, new BucketDefault())) {
      assertFails(Reason.UNAVAILABLE, () -> store.head("k"));
    }
  }

  @Test
  void messages_ofFailures_tellTheRequestButNotTheKey() throws Exception {
    ObjectStore store = S3.newStore();
    put(store, "secret-name", 1);
    var e =
        catchThrowableOfType(
            ObjectStoreException.class,
            () -> store.put("secret-name", PartBody.empty(), Map.of(), Precondition.ifAbsent()));
    assertThat(e)
        .hasMessageContaining("PUT_OBJECT")
        .hasMessageContaining("412")
        .hasMessageContaining("request id")
        .hasMessageNotContaining("secret-name")
        .hasNoCause();
  }

  /** S-123: a full store is told from one that refuses, and from one that is out of order. */
  @ParameterizedTest
  @CsvSource({
    "507, InsufficientCapacity",
    "507, XMinioStorageFull",
    "403, QuotaExceeded",
    "400, XMinioAdminBucketQuotaExceeded"
  })
  void write_toAFullStore_isNoSpace(int status, String code) throws Exception {
    ObjectStore store = S3.newStore();
    S3.next(2, S3Servers::isPut, Reaction.refusal(status, code)); // Perhaps it was the checksum?
    var full = catchThrowableOfType(ObjectStoreException.class, () -> put(store, "k", 10));
    assertThat(Errno.of(full)).isEqualTo(Errno.ENOSPC);
  }

  @Test
  void archivedObject_isNamedAsSuch() throws Exception {
    ObjectStore store = S3.newStore();
    S3.next(1, S3Servers::isGet, Reaction.refusal(403, "InvalidObjectState"));
    assertFails(Reason.ARCHIVED, () -> get(store, "k"));
  }

  private static ETag put(ObjectStore store, String key, int length) throws ObjectStoreException {
    return store.put(key, PartBody.of(bytes(length)), Map.of(), Precondition.none()).etag();
  }

  private static byte[] get(ObjectStore store, String key) throws Exception {
    try (var body = store.get(key, Optional.empty(), Optional.empty())) {
      return body.stream().readAllBytes();
    }
  }

  private static byte[] get(ObjectStore store, String key, ByteRange range) throws Exception {
    try (var body = store.get(key, Optional.of(range), Optional.empty())) {
      return body.stream().readAllBytes();
    }
  }
}
