package io.cofferfs.test.s3;

import static io.cofferfs.fs.s3.ContractFixture.assertFails;
import static io.cofferfs.fs.s3.ContractFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.MultipartUpload;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.test.server.EmbeddedS3;
import io.cofferfs.test.server.Reaction;
import io.cofferfs.test.server.ServedRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whether a server holds the conditions of writes is found out once, and never assumed. */
final class IgnoredConditionsTest {

  @Nested
  final class OnAServerThatIgnoresThem {
    @RegisterExtension
    static final S3Servers S3 = new S3Servers(EmbeddedS3.builder().ignoringConditions());

    /** S-62: servers that ignore conditions without a word are found out. */
    @Test
    void writes_onConditionsThatDoNotHold_fail() throws Exception {
      ObjectStore store = S3.newStore();
      ETag one = put(store, "d/k", 10, Precondition.ifAbsent());
      ETag two = put(store, "d/k", 11, Precondition.ifMatch(one));
      assertFails(Reason.PRECONDITION_FAILED, () -> put(store, "d/k", 12, Precondition.ifAbsent()));
      assertFails(
          Reason.PRECONDITION_FAILED, () -> put(store, "d/k", 13, Precondition.ifMatch(one)));
      MultipartUpload upload = store.createMultipartUpload("d/k", Map.of());
      var part = store.uploadPart(upload, 1, PartBody.of(bytes(50)));
      assertFails(
          Reason.PRECONDITION_FAILED,
          () -> store.completeMultipartUpload(upload, List.of(part), Precondition.ifMatch(one)));
      assertFails(Reason.PRECONDITION_FAILED, () -> store.delete("d/k", Precondition.ifMatch(one)));
      assertThat(store.head("d/k").etag()).isEqualTo(two);
    }

    @Test
    void probe_isMadeOnceAndLeavesNothing() throws Exception {
      ObjectStore store = S3.newStore();
      put(store, "d/k", 10, Precondition.ifAbsent());
      put(store, "d/l", 10, Precondition.ifAbsent());
      assertThat(S3.requests())
          .filteredOn(IgnoredConditionsTest::isOfAProbe)
          .extracting(ServedRequest::method)
          .containsExactly("PUT", "DELETE");
      assertThat(store.list(ListRequest.tree("")).objects())
          .extracting(object -> object.key())
          .containsExactly("d/k", "d/l");
    }

    @Test
    void writesWithoutACondition_areNotProbedFor() throws Exception {
      ObjectStore store = S3.newStore();
      put(store, "k", 10, Precondition.none());
      put(store, "k", 10, Precondition.none());
      assertThat(S3.requests()).hasSize(2);
    }
  }

  @Nested
  final class OnAServerThatHoldsThem {
    @RegisterExtension static final S3Servers S3 = new S3Servers();

    @Test
    void firstConditionalWrite_costsOneRequestMore_andFirstNewObjectAnother() throws Exception {
      ObjectStore store = S3.newStore();
      ETag one = put(store, "d/k", 10, Precondition.ifAbsent());
      assertThat(S3.requests()).hasSize(3).allMatch(S3Servers::isPut);
      assertThat(S3.requests()).filteredOn(IgnoredConditionsTest::isOfAProbe).hasSize(1);
      assertThat(store.list(ListRequest.tree("")).objects()).hasSize(1);
      S3.forget();
      put(store, "d/k", 11, Precondition.ifMatch(one));
      put(store, "d/l", 11, Precondition.ifAbsent());
      assertThat(S3.requests()).extracting(ServedRequest::method).containsExactly("PUT", "PUT");
    }

    @Test
    void firstObjectThatIsReplaced_costsOneRequestMore() throws Exception {
      ObjectStore store = S3.newStore();
      ETag one = put(store, "d/k", 10, Precondition.none());
      S3.forget();
      put(store, "d/k", 11, Precondition.ifMatch(one));
      assertThat(S3.requests()).hasSize(2).allMatch(S3Servers::isPut);
    }

    @Test
    void largeNewObject_isNotMadeTwice() throws Exception {
      ObjectStore store = S3.newStore();
      put(store, "d/k", (64 << 10) + 1, Precondition.ifAbsent());
      assertThat(S3.requests()).hasSize(2);
      put(store, "d/l", 64 << 10, Precondition.ifAbsent());
      put(store, "d/m", 64 << 10, Precondition.ifAbsent());
      assertThat(S3.requests()).hasSize(2 + 2 + 1);
    }

    @Test
    void trialOfAbsenceThatFails_isMadeAgain_andHarmsNoWrite() throws Exception {
      ObjectStore store = S3.newStore();
      AtomicInteger puts = new AtomicInteger();
      S3.faults(
          request ->
              S3Servers.isPut(request)
                      && request.path().endsWith("/d/k")
                      && puts.incrementAndGet() > 1
                  ? Reaction.refusal(403, "AccessDenied")
                  : Reaction.pass());
      ETag one = put(store, "d/k", 10, Precondition.ifAbsent());
      assertThat(store.head("d/k").etag()).isEqualTo(one);
      S3.forget();
      put(store, "d/l", 10, Precondition.ifAbsent());
      put(store, "d/m", 10, Precondition.ifAbsent());
      assertThat(S3.requests()).hasSize(3);
    }

    /** S-62: credentials that may not try are no reason to try for ever. */
    @Test
    void probeThatIsDenied_letsVersionsBeLookedAtForGood() throws Exception {
      ObjectStore store = S3.newStore();
      S3.faults(
          request -> isOfAProbe(request) ? Reaction.refusal(403, "AccessDenied") : Reaction.pass());
      ETag one = put(store, "d/k", 10, Precondition.ifAbsent());
      put(store, "d/k", 11, Precondition.ifMatch(one));
      assertThat(S3.requests())
          .extracting(ServedRequest::method)
          .containsExactly("PUT", "HEAD", "PUT", "HEAD", "PUT");
      assertFails(
          Reason.PRECONDITION_FAILED, () -> put(store, "d/k", 12, Precondition.ifMatch(one)));
    }

    @Test
    void probe_isMadeWhereTheVolumeKeepsItsOwn() throws Exception {
      ObjectStore store = S3.newStore();
      store.probeUnder("volume/.coffer/probe/");
      put(store, "volume/d/k", 10, Precondition.ifAbsent());
      assertThat(S3.requests().get(0).path()).contains("/volume/.coffer/probe/");
    }

    @Test
    void probeThatFails_letsVersionsBeLookedAtUntilOneSucceeds() throws Exception {
      ObjectStore store = S3.newStore();
      S3.next(1, IgnoredConditionsTest::isOfAProbe, Reaction.refusal(403, "InvalidObjectState"));
      ETag one = put(store, "d/k", 10, Precondition.ifAbsent());
      put(store, "d/k", 11, Precondition.ifMatch(one));
      assertThat(S3.requests())
          .extracting(ServedRequest::method)
          .containsExactly("PUT", "HEAD", "PUT", "PUT", "PUT");
      assertThat(S3.requests()).filteredOn(S3Servers::isPut).allMatch(S3Servers::isConditional);
    }
  }

  @Nested
  final class OnAServerThatIgnoresAbsence {
    @RegisterExtension
    static final S3Servers S3 = new S3Servers(EmbeddedS3.builder().ignoringAbsence());

    /** S-112: a server that holds the others and ignores this one is found out. */
    @Test
    void objectsThatAreThere_areNotMadeAnew_fromTheSecondOn() throws Exception {
      ObjectStore store = S3.newStore();
      ETag one = put(store, "d/k", 10, Precondition.ifAbsent());
      assertThat(store.head("d/k").etag()).isEqualTo(one);
      put(store, "d/l", 10, Precondition.ifAbsent());
      assertFails(Reason.PRECONDITION_FAILED, () -> put(store, "d/k", 12, Precondition.ifAbsent()));
      assertFails(Reason.PRECONDITION_FAILED, () -> put(store, "d/l", 12, Precondition.ifAbsent()));
      assertThat(store.head("d/k").length()).isEqualTo(10);
    }

    @Test
    void objectsThatAreReplaced_areNotLookedAtBefore() throws Exception {
      ObjectStore store = S3.newStore();
      ETag one = put(store, "d/k", 10, Precondition.ifAbsent());
      S3.forget();
      ETag two = put(store, "d/k", 11, Precondition.ifMatch(one));
      assertThat(S3.requests()).hasSize(1);
      put(store, "d/l", 10, Precondition.ifAbsent());
      assertThat(S3.requests())
          .extracting(ServedRequest::method)
          .containsExactly("PUT", "HEAD", "PUT");
      assertFails(
          Reason.PRECONDITION_FAILED, () -> put(store, "d/k", 12, Precondition.ifMatch(one)));
      assertThat(store.head("d/k").etag()).isEqualTo(two);
    }
  }

  private static boolean isOfAProbe(ServedRequest request) {
    return request.path().contains("/.coffer/probe/");
  }

  private static ETag put(ObjectStore store, String key, int length, Precondition precondition)
      throws ObjectStoreException {
    return store.put(key, PartBody.of(bytes(length)), Map.of(), precondition).etag();
  }
}
