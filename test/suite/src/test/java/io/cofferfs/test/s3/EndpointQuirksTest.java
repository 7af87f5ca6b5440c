package io.cofferfs.test.s3;

import static io.cofferfs.fs.s3.ContractFixture.assertFails;
import static io.cofferfs.fs.s3.ContractFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.s3.ContentHeaders;
import io.cofferfs.fs.s3.CopyLimits;
import io.cofferfs.fs.s3.CopySource;
import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.MultipartUpload;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.ObjectVersion;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.ServerSideEncryption.BucketDefault;
import io.cofferfs.fs.s3.UploadedPart;
import io.cofferfs.test.server.Reaction;
import io.cofferfs.test.server.RequestHook;
import io.cofferfs.test.server.ServedRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that cannot do what S3 can, and are found out once. */
final class EndpointQuirksTest {
  private static final String TAGS = "x-amz-tagging";

  @RegisterExtension static final S3Servers S3 = new S3Servers();

  /** As Ceph 16 answers. */
  @Test
  void listing_whosePrefixIsNotEncodedAsKeysAre_isUnderstood() throws Exception {
    ObjectStore store = S3.newStore();
    S3.faults(
        request ->
            Reaction.answer(
                "<ListBucketResult><EncodingType>url</EncodingType><Prefix>100% a</Prefix>"
                    + "<IsTruncated>false</IsTruncated><Contents><Key>100%25%20a</Key>"
                    + "<LastModified>2026-11-23T11:06:16.174Z</LastModified><ETag>x</ETag>"
                    + "<Size>1</Size></Contents></ListBucketResult>"));
    assertThat(store.list(ListRequest.tree("100% a")).objects())
        .extracting(object -> object.key())
        .containsExactly("100% a");
    S3.faults(
        request ->
            Reaction.answer(
                "<ListMultipartUploadsResult><EncodingType>url</EncodingType><Prefix>5% </Prefix>"
                    + "<KeyMarker>% </KeyMarker><IsTruncated>false</IsTruncated>"
                    + "<Upload><Key>5%25%20a</Key><UploadId>u</UploadId></Upload>"
                    + "</ListMultipartUploadsResult>"));
    assertThat(store.listMultipartUploads("5% ")).containsExactly(new MultipartUpload("5% a", "u"));
  }

  @Test
  void listing_thatGoesOnAndDoesNotSayHow_isRefused() throws Exception {
    ObjectStore store = S3.newStore();
    put(store, "a", 1, Precondition.none());
    Reaction page =
        Reaction.answer("<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>");
    S3.next(1, request -> true, page);
    assertFails(Reason.BROKEN_PROMISE, () -> store.list(ListRequest.tree("")));
    store.head("a"); // so that listings go past the SDK
    S3.next(2, request -> true, page);
    assertFails(Reason.BROKEN_PROMISE, () -> store.list(ListRequest.tree("")));
  }

  @ParameterizedTest
  @CsvSource({
    "400, InvalidRequest",
    "400, XAmzContentSHA256Mismatch",
    "411, MissingContentLength",
    "501, NotImplemented",
    "403, SignatureDoesNotMatch"
  })
  void uploadChecksums_refusedByTheServer_areLeftOutFromThenOn(int status, String code)
      throws Exception {
    ObjectStore store = S3.open(S3.plain(S3.newBucket()), new BucketDefault());
    S3.faults(refusing(EndpointQuirksTest::hasChecksum, status, code));
    put(store, "a", 100);
    put(store, "b", 3 << 20);
    put(store, "empty", 0);
    upload(store, "c", Precondition.none());
    store.deleteAll(List.of("a"));
    assertThat(get(store, "b")).isEqualTo(bytes(3 << 20));
    assertThat(S3.count(EndpointQuirksTest::hasChecksum)).isEqualTo(1);
    assertThat(keys(store)).containsExactly("b", "c", "empty");
  }

  /** Of two first uploads at once, the later one to be refused is made without a checksum, too. */
  @Test
  void uploadChecksums_refusedOnceTheyAreLeftOut_areLeftOutOfThatUploadToo() throws Exception {
    ObjectStore store = S3.newStore();
    CountDownLatch isSent = new CountDownLatch(1);
    CountDownLatch settled = new CountDownLatch(1);
    S3.faults(
        request -> {
          if (!hasChecksum(request)) {
            return Reaction.pass();
          }
          if (request.path().endsWith("/late")) {
            isSent.countDown();
            await(settled);
          }
          return Reaction.refusal(400, "InvalidRequest");
        });
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<ETag> late = thread.submit(() -> put(store, "late", 100));
      await(isSent);
      put(store, "early", 100);
      settled.countDown();
      assertThat(late.get().value()).isNotEmpty();
    } finally {
      settled.countDown();
      thread.shutdown();
    }
    assertThat(keys(store)).containsExactly("early", "late");
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void uploads_sayTheirChecksumInAHeaderAndAreNotSentInChunks() throws Exception {
    ObjectStore store = S3.newStore();
    put(store, "a", 3 << 20);
    upload(store, "b", Precondition.none());

    assertThat(S3.count(EndpointQuirksTest::hasChecksum)).isEqualTo(2);
    assertThat(S3.count(request -> request.header("x-amz-trailer").isPresent())).isZero();
    assertThat(S3.count(request -> request.header("x-amz-decoded-content-length").isPresent()))
        .isZero();
  }

  @Test
  void uploadChecksums_takenByTheServer_areKeptAfterAnError() throws Exception {
    ObjectStore store = S3.newStore();
    put(store, "a", 100);
    S3.next(1, S3Servers::isPut, Reaction.refusal(400, "InvalidRequest"));
    assertFails(Reason.REJECTED, () -> put(store, "b", 100));
    S3.forget();
    put(store, "c", 100);
    assertThat(S3.count(EndpointQuirksTest::hasChecksum)).isEqualTo(1);
  }

  @Test
  void uploadChecksums_thatWereNotTheReason_areKept() throws Exception {
    ObjectStore store = S3.newStore();
    S3.next(2, S3Servers::isPut, Reaction.refusal(400, "InvalidArgument"));
    assertFails(Reason.REJECTED, () -> put(store, "a", 100));
    S3.forget();
    put(store, "b", 100);
    assertThat(S3.count(EndpointQuirksTest::hasChecksum)).isEqualTo(1);
  }

  /** S-62: on servers without conditional writes, versions are looked at before every write. */
  @Test
  void conditions_unknownToTheServer_areCheckedByHead() throws Exception {
    ObjectStore store = S3.newStore();
    S3.faults(refusing(S3Servers::isConditional, 501, "NotImplemented"));
    ETag etag = put(store, "k", 10, Precondition.ifAbsent());
    assertFails(Reason.PRECONDITION_FAILED, () -> put(store, "k", 11, Precondition.ifAbsent()));
    put(store, "k", 12, Precondition.ifMatch(etag));
    assertFails(Reason.PRECONDITION_FAILED, () -> put(store, "k", 13, Precondition.ifMatch(etag)));
    upload(store, "new", Precondition.ifAbsent());
    assertFails(Reason.PRECONDITION_FAILED, () -> upload(store, "new", Precondition.ifAbsent()));
    assertFails(Reason.PRECONDITION_FAILED, () -> store.delete("k", Precondition.ifMatch(etag)));
    assertThat(get(store, "k")).isEqualTo(bytes(12));
    // The first try, and its repetition without a checksum.
    assertThat(S3.count(S3Servers::isConditional)).isEqualTo(2);
  }

  @Test
  void etags_comparedWithTheirQuotes_areSentWithoutThemFromThenOn() throws Exception {
    ObjectStore store = S3.newStore();
    S3.faults(refusing(EndpointQuirksTest::hasQuotedMatch, 412, "PreconditionFailed"));
    ETag one = put(store, "k", 10);
    ETag two = put(store, "k", 11, Precondition.ifMatch(one));
    put(store, "k", 12, Precondition.ifMatch(two));
    assertFails(Reason.PRECONDITION_FAILED, () -> put(store, "k", 13, Precondition.ifMatch(one)));
    assertThat(get(store, "k")).isEqualTo(bytes(12));
    // Beside the probe of whether conditions are held, which is of another key.
    assertThat(S3.count(r -> hasQuotedMatch(r) && r.path().endsWith("/k"))).isEqualTo(1);
  }

  /** S-61: a change of attributes replaces no version but the one that it was made for. */
  @Test
  void copyOntoItself_hasTheVersionAsItsCondition() throws Exception {
    ObjectStore store = S3.newStore();
    put(store, "k", 10);
    store.copy(source(store, "k"), "k", Map.of("mode", "1"));
    store.copy(source(store, "k"), "other", Map.of());
    assertThat(S3.requests())
        .filteredOn(S3Servers::isCopy)
        .filteredOn(S3Servers::isConditional)
        .singleElement()
        .satisfies(request -> assertThat(request.path()).endsWith("/k"));
  }

  @ParameterizedTest
  @CsvSource({"501, NotImplemented", "400, InvalidArgument", "412, PreconditionFailed"})
  void copyOntoItself_whoseConditionTheServerDoesNotKnow_isMadeWithout(int status, String code)
      throws Exception {
    ObjectStore store = S3.newStore();
    ETag old = put(store, "k", 10);
    S3.faults(refusing(r -> S3Servers.isCopy(r) && S3Servers.isConditional(r), status, code));
    store.copy(source(store, "k"), "k", Map.of("mode", "1"));
    store.copy(source(store, "k"), "k", Map.of("mode", "2"));
    assertThat(store.head("k").metadata()).isEqualTo(Map.of("mode", "2"));
    assertThat(S3.count(r -> S3Servers.isCopy(r) && S3Servers.isConditional(r))).isEqualTo(1);

    put(store, "k", 11, Precondition.ifMatch(store.head("k").etag()));
    var stale = new CopySource("k", 10, Optional.of(old));
    assertFails(Reason.PRECONDITION_FAILED, () -> store.copy(stale, "k", Map.of("mode", "3")));
    assertThat(get(store, "k")).isEqualTo(bytes(11));
  }

  @Test
  void writes_withoutAnETagInTheAnswer_takeItFromHead() throws Exception {
    ObjectStore store = S3.newStore();
    S3.next(1, S3Servers::isPut, Reaction.missingHeaders("etag"));
    assertThat(put(store, "k", 10)).isEqualTo(store.head("k").etag());
  }

  @Test
  void copies_unknownToTheServer_goThroughHere() throws Exception {
    ObjectStore store =
        S3.open(
            S3.secure(S3.newBucket()),
            new BucketDefault(),
            new CopyLimits(1L << 30, 1L << 30, 5 << 20));
    put(store, "small", 100);
    put(store, "empty", 0);
    put(store, "large", 11 << 20);
    S3.faults(refusing(S3Servers::isCopy, 501, "NotImplemented"));
    store.copy(source(store, "small"), "small copy", Map.of("mode", "1"));
    store.copy(source(store, "empty"), "empty copy", Map.of());
    store.copy(source(store, "large"), "large copy", Map.of("mode", "2"));
    store.copy(source(store, "small"), "small", Map.of("mode", "3"));
    assertThat(get(store, "small copy")).isEqualTo(bytes(100));
    assertThat(get(store, "empty copy")).isEmpty();
    assertThat(get(store, "large copy")).isEqualTo(bytes(11 << 20));
    assertThat(store.head("large copy").metadata()).isEqualTo(Map.of("mode", "2"));
    assertThat(store.head("small").metadata()).isEqualTo(Map.of("mode", "3"));
    assertThat(S3.count(S3Servers::isCopy)).isEqualTo(1);
  }

  @Test
  void copies_aboveTheLimit_areMadeInPartsOnTheServer() throws Exception {
    ObjectStore store =
        S3.open(
            S3.secure(S3.newBucket()), new BucketDefault(), new CopyLimits(6 << 20, 5 << 20, 1));
    put(store, "a", 11 << 20);
    put(store, "at the limit", 6 << 20);
    S3.forget();
    store.copy(source(store, "a"), "b", Map.of("mode", "1"));
    store.copy(source(store, "at the limit"), "c", Map.of());
    assertThat(get(store, "b")).isEqualTo(bytes(11 << 20));
    assertThat(store.head("b").metadata()).isEqualTo(Map.of("mode", "1"));
    assertThat(S3.count(r -> S3Servers.isCopy(r) && r.hasParameter("partNumber"))).isEqualTo(3);
    assertThat(S3.count(r -> S3Servers.isCopy(r) && !r.hasParameter("partNumber"))).isEqualTo(1);
  }

  @Test
  void copies_inParts_haveSomeUnderWayAtOnceButFew() throws Exception {
    ObjectStore store =
        S3.open(
            S3.secure(S3.newBucket()), new BucketDefault(), new CopyLimits(6 << 20, 5 << 20, 1));
    put(store, "a", 39 << 20);
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CyclicBarrier four = new CyclicBarrier(4);
    S3.faults(
        request -> {
          if (S3Servers.isCopy(request)) {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            await(
                four); // Eight parts: comes together twice, and never if there were fewer at once.
            underWay.decrementAndGet();
          }
          return Reaction.pass();
        });
    store.copy(source(store, "a"), "b", Map.of());
    S3.faults(RequestHook.NONE);
    assertThat(get(store, "b")).isEqualTo(bytes(39 << 20));
    assertThat(most).hasValue(4);
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new AssertionError("parts are not copied at once", e);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void copies_onTheServerOrThroughHere_keepTheHeadersOfTheContent(boolean onServer)
      throws Exception {
    ObjectStore store =
        S3.open(
            S3.secure(S3.newBucket()),
            new BucketDefault(),
            new CopyLimits(6 << 20, 5 << 20, 5 << 20));
    ContentHeaders content =
        new ContentHeaders(
            Map.of(
                "content-type", "text/html",
                "content-encoding", "gzip",
                "content-disposition", "attachment; filename=\"a b\"",
                "cache-control", "max-age=60"));
    for (int length : List.of(0, 100, 11 << 20)) {
      put(store, "plain", length);
      store.copy(new CopySource("plain", length, Optional.empty(), content), "a", Map.of());
      ContentHeaders made = store.head("a").content();
      assertThat(made).isEqualTo(content);
      S3.faults(onServer ? RequestHook.NONE : refusing(S3Servers::isCopy, 501, "NotImplemented"));
      store.copy(new CopySource("a", length, Optional.empty(), made), "b", Map.of("mode", "1"));
      assertThat(store.head("b").content()).isEqualTo(content);
      assertThat(get(store, "b")).isEqualTo(bytes(length));
      S3.faults(RequestHook.NONE);
    }
  }

  @Test
  void copies_thatAreNoCopyObject_takeTheTagsAlong() throws Exception {
    ObjectStore store = S3.newStore();
    put(store, "a", 10);
    S3.faults(
        request -> {
          if (request.hasParameter("tagging")) {
            return Reaction.answer(
                "<Tagging><TagSet><Tag><Key>a b</Key><Value>c&amp;d</Value></Tag>"
                    + "</TagSet></Tagging>");
          }
          boolean copied = S3Servers.isCopy(request) || request.header(TAGS).isPresent();
          return copied ? Reaction.refusal(501, "NotImplemented") : Reaction.pass();
        });
    // The server knows no tags: that it is asked for them is all that can be seen.
    assertFails(Reason.UNSUPPORTED, () -> store.copy(source(store, "a"), "b", Map.of()));
    assertThat(S3.requests())
        .filteredOn(request -> S3Servers.isPut(request) && request.path().endsWith("/b"))
        .last()
        .satisfies(request -> assertThat(request.header(TAGS)).contains("a+b=c%26d"));
  }

  @Test
  void copies_inPartsThatFail_leaveNoUpload() throws Exception {
    ObjectStore store =
        S3.open(
            S3.secure(S3.newBucket()), new BucketDefault(), new CopyLimits(6 << 20, 5 << 20, 1));
    put(store, "a", 11 << 20);
    CopySource old = source(store, "a");
    put(store, "a", 12 << 20);
    assertFails(Reason.PRECONDITION_FAILED, () -> store.copy(old, "b", Map.of()));
    assertThat(store.listMultipartUploads("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"501, NotImplemented", "400, MalformedXML"})
  void deletesOfMany_refusedByTheServer_areMadeOneByOne(int status, String code) throws Exception {
    ObjectStore store = S3.newStore();
    put(store, "a", 1);
    put(store, "b", 1);
    put(store, "c", 1);
    S3.faults(refusing(request -> request.hasParameter("delete"), status, code));
    store.deleteAll(List.of("a", "missing", "c"));
    assertThat(keys(store)).containsExactly("b");
  }

  @Test
  void deletesOfVersions_keptToByTheServer_areOneRequest() throws Exception {
    ObjectStore store = S3.newStore();
    S3.forget();
    assertThat(kept(store)).containsExactly("b");
    assertThat(keys(store)).containsExactly("b");
    assertThat(S3.count(EndpointQuirksTest::isOfScratch)).isEqualTo(1);
    assertThat(S3.count(EndpointQuirksTest::deletesMany)).isEqualTo(3); // two to find out
    assertThat(kept(store)).containsExactly("b");
    assertThat(S3.count(EndpointQuirksTest::deletesMany)).isEqualTo(4);
    assertThat(S3.count(EndpointQuirksTest::deletesOne)).isZero();
  }

  /** As servers answer that know of versions in requests for one object only. */
  @ParameterizedTest
  @ValueSource(strings = {"ignored", "501", "400"})
  void deletesOfVersions_ofManyUnknownToTheServer_areMadeOneByOne(String answer) throws Exception {
    ObjectStore store = S3.newStore();
    S3.faults(
        request -> deletesMany(request) ? reaction(answer, "<DeleteResult/>") : Reaction.pass());
    assertThat(kept(store)).containsExactly("b");
    assertThat(keys(store)).containsExactly("b");
    assertThat(S3.count(EndpointQuirksTest::deletesMany)).isEqualTo(1); // never with files in it
    S3.forget();
    assertThat(kept(store)).containsExactly("b");
    assertThat(keys(store)).containsExactly("b");
    assertThat(S3.count(EndpointQuirksTest::deletesOne)).isEqualTo(3);
    // Of the changed one: was it the quotes of the ETag, and is it gone?
    assertThat(S3.count(request -> request.method().equals("HEAD"))).isEqualTo(2);
    assertThat(S3.count(EndpointQuirksTest::isOfScratch)).isZero();
  }

  /** S-62: where nothing keeps to versions, they are looked at before. */
  @Test
  void deletesOfVersions_unknownToTheServer_areCheckedByHead() throws Exception {
    ObjectStore store = S3.newStore();
    S3.faults(
        request -> {
          boolean ofScratch = isOfScratch(request) && S3Servers.isConditional(request);
          return deletesMany(request) || (ofScratch && deletesOne(request))
              ? Reaction.answer("<DeleteResult/>")
              : Reaction.pass();
        });
    assertThat(kept(store)).containsExactly("b");
    S3.forget();
    assertThat(kept(store)).containsExactly("b");
    assertThat(keys(store)).containsExactly("b");
    assertThat(S3.count(EndpointQuirksTest::deletesOne)).isEqualTo(2);
    assertThat(S3.count(request -> request.method().equals("HEAD"))).isEqualTo(4);
  }

  @Test
  void deletesOfVersions_whereNothingCanBeFoundOut_areCheckedByHead() throws Exception {
    ObjectStore store = S3.newStore();
    S3.faults(refusing(EndpointQuirksTest::isOfScratch, 403, "AccessDenied"));
    assertThat(kept(store)).containsExactly("b");
    assertThat(keys(store)).containsExactly("b");
    assertThat(S3.count(EndpointQuirksTest::deletesMany)).isZero();
    assertThat(S3.count(request -> request.method().equals("HEAD"))).isEqualTo(4);
  }

  @Test
  void deletesOfVersions_serverIsDown_isAnErrorAndNothingIsConcluded() throws Exception {
    ObjectStore store = S3.newStore();
    S3.faults(refusing(EndpointQuirksTest::deletesMany, 503, "SlowDown"));
    assertFails(Reason.UNAVAILABLE, () -> kept(store));
    S3.faults(RequestHook.NONE);
    assertThat(kept(store)).containsExactly("b");
    assertThat(S3.count(EndpointQuirksTest::deletesOne)).isZero();
  }

  @Test
  void deletesOfVersions_someRefused_areReportedEach() throws Exception {
    ObjectStore store = S3.newStore();
    kept(store);
    S3.faults(
        request ->
            deletesMany(request)
                ? Reaction.answer(
                    "<DeleteResult><Error><Key>a</Key><Code>AccessDenied</Code></Error><Error>"
                        + "<Key>b</Key><Code>PreconditionFailed</Code></Error><Error><Key>c</Key>"
                        + "<Code>NoSuchKey</Code></Error></DeleteResult>")
                : Reaction.pass());
    ETag any = new ETag("any");
    Map<String, ObjectStoreException> kept =
        store.deleteVersions(
            Stream.of("a", "b", "c", "d").map(key -> new ObjectVersion(key, any)).toList());
    assertThat(kept).containsOnlyKeys("a", "b");
    assertThat(kept.get("a").reason()).isEqualTo(Reason.ACCESS_DENIED);
    assertThat(kept.get("b").reason()).isEqualTo(Reason.PRECONDITION_FAILED);
  }

  @Test
  void deletesOfVersions_thatWerePrepared_areOneRequest() throws Exception {
    ObjectStore store = S3.newStore();
    ETag etag = put(store, "a", 1, Precondition.none());
    store.prepareToDeleteVersions();
    S3.forget();
    store.prepareToDeleteVersions();
    assertThat(store.deleteVersions(List.of(new ObjectVersion("a", etag)))).isEmpty();
    assertThat(S3.requests()).hasSize(1);
  }

  @Test
  void deletesOfVersions_whosePreparationFailed_findOutThemselves() throws Exception {
    ObjectStore store = S3.newStore();
    S3.faults(
        request ->
            deletesMany(request) ? Reaction.refusal(503, "ServiceUnavailable") : Reaction.pass());
    store.prepareToDeleteVersions();
    S3.faults(request -> Reaction.pass());
    assertThat(kept(store)).containsExactly("b");
  }

  /** Deletes a and c, and b in a version that it is not in any more. */
  private static List<String> kept(ObjectStore store) throws ObjectStoreException {
    ETag a = put(store, "a", 1, Precondition.none());
    ETag old = put(store, "b", 1, Precondition.none());
    put(store, "b", 2);
    ETag c = put(store, "c", 1, Precondition.none());
    List<ObjectVersion> versions =
        List.of(new ObjectVersion("a", a), new ObjectVersion("b", old), new ObjectVersion("c", c));
    return List.copyOf(store.deleteVersions(versions).keySet());
  }

  private static Reaction reaction(String answer, String otherwise) {
    return switch (answer) {
      case "501" -> Reaction.refusal(501, "NotImplemented");
      case "400" -> Reaction.refusal(400, "MalformedXML");
      default -> Reaction.answer(otherwise);
    };
  }

  private static boolean isOfScratch(ServedRequest request) {
    return request.path().contains("/.coffer/probe/");
  }

  private static boolean deletesMany(ServedRequest request) {
    return request.hasParameter("delete");
  }

  private static boolean deletesOne(ServedRequest request) {
    return request.method().equals("DELETE");
  }

  private static RequestHook refusing(S3Servers.RequestPredicate picks, int status, String code) {
    return request -> picks.test(request) ? Reaction.refusal(status, code) : Reaction.pass();
  }

  private static boolean hasChecksum(ServedRequest request) {
    return S3Servers.isPut(request) && request.header("x-amz-checksum-crc32").isPresent();
  }

  private static boolean hasQuotedMatch(ServedRequest request) {
    return S3Servers.isConditional(request)
        && request.header("if-match").filter(value -> value.startsWith("\"")).isPresent();
  }

  private static void upload(ObjectStore store, String key, Precondition precondition)
      throws ObjectStoreException {
    MultipartUpload upload = store.createMultipartUpload(key, Map.of());
    UploadedPart part = store.uploadPart(upload, 1, PartBody.of(bytes(50)));
    store.completeMultipartUpload(upload, List.of(part), precondition);
  }

  private static CopySource source(ObjectStore store, String key) throws ObjectStoreException {
    var info = store.head(key);
    return new CopySource(key, info.length(), Optional.of(info.etag()));
  }

  private static List<String> keys(ObjectStore store) throws ObjectStoreException {
    return store.list(ListRequest.tree("")).objects().stream().map(o -> o.key()).toList();
  }

  private static ETag put(ObjectStore store, String key, int length) throws ObjectStoreException {
    return put(store, key, length, Precondition.none());
  }

  private static ETag put(ObjectStore store, String key, int length, Precondition precondition)
      throws ObjectStoreException {
    return store.put(key, PartBody.of(bytes(length)), Map.of(), precondition).etag();
  }

  private static byte[] get(ObjectStore store, String key) throws Exception {
    try (var body = store.get(key, Optional.empty(), Optional.empty())) {
      return body.stream().readAllBytes();
    }
  }
}
