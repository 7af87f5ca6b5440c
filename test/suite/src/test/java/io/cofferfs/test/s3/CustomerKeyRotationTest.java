package io.cofferfs.test.s3;

import static io.cofferfs.fs.s3.ContractFixture.assertFails;
import static io.cofferfs.fs.s3.ContractFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.fs.s3.ContentHeaders;
import io.cofferfs.fs.s3.CopyLimits;
import io.cofferfs.fs.s3.CopySource;
import io.cofferfs.fs.s3.CustomerKey;
import io.cofferfs.fs.s3.CustomerKeyring;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.Rekeyed;
import io.cofferfs.fs.s3.Rekeyed.Outcome;
import io.cofferfs.fs.s3.ServerSideEncryption.BucketDefault;
import io.cofferfs.fs.s3.ServerSideEncryption.CustomerKeys;
import io.cofferfs.test.server.Reaction;
import io.cofferfs.test.server.RequestHook;
import io.cofferfs.test.server.ServedRequest;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects that are brought under another customer key where they stand. */
final class CustomerKeyRotationTest {
  private static final String KEY_MD5_HEADER = "x-amz-server-side-encryption-customer-key-md5";
  private static final Map<String, String> METADATA = Map.of("mode", "33188", "foreign", "yes");
  private static final ContentHeaders CONTENT =
      new ContentHeaders(Map.of("content-type", "text/plain", "cache-control", "no-store"));
  private static final int LARGE = 11 << 20;

  @RegisterExtension static final S3Servers S3 = new S3Servers();

  private final String bucket = S3.newBucket();
  private final CustomerKey before = newKey();
  private final CustomerKey after = newKey();
  private ObjectStore old;
  private ObjectStore rotating;

  @BeforeEach
  void openStores() throws ObjectStoreException {
    old = open(before);
    rotating = open(after, before);
  }

  @Test
  void rekey_ofAnObjectUnderAnOldKey_isDoneOnTheServer() throws Exception {
    make("d/a", 100);
    Rekeyed done = rekey("d/a");
    assertThat(done.outcome()).isEqualTo(Outcome.ON_SERVER);
    assertThat(S3.count(S3Servers::isGet)).isZero();
    assertRekeyed("d/a", 100);
    assertThat(open(after).head("d/a").etag()).isEqualTo(done.etag());
  }

  @Test
  void rekey_ofAnObjectUnderTheWriteKey_doesNothing() throws Exception {
    make("a", 100);
    rekey("a");
    S3.forget();
    assertThat(rekey("a").outcome()).isEqualTo(Outcome.WAS_CURRENT);
    assertThat(S3.requests()).hasSizeLessThanOrEqualTo(2).allMatch(r -> r.method().equals("HEAD"));
  }

  @Test
  void rekey_ofALargeObject_isDoneInParts() throws Exception {
    make("a", LARGE);
    assertThat(rekey("a").outcome()).isEqualTo(Outcome.ON_SERVER);
    assertRekeyed("a", LARGE);
    assertThat(S3.count(r -> S3Servers.isCopy(r) && r.hasParameter("partNumber"))).isEqualTo(3);
  }

  @Test
  void rekey_atAServerThatCannotCopy_goesThroughHere() throws Exception {
    make("small", 100);
    make("empty", 0);
    make("large", LARGE);
    S3.faults(refusingCopies());
    assertThat(rekey("large").outcome()).isEqualTo(Outcome.THROUGH_HERE);
    assertThat(rekey("small").outcome()).isEqualTo(Outcome.THROUGH_HERE);
    assertThat(rekey("empty").outcome()).isEqualTo(Outcome.THROUGH_HERE);
    S3.faults(RequestHook.NONE);
    assertRekeyed("small", 100);
    assertRekeyed("empty", 0);
    assertRekeyed("large", LARGE);
    assertThat(S3.count(S3Servers::isCopy)).as("found out once").isLessThanOrEqualTo(3);
  }

  @Test
  void rekey_atAServerThatStoresPlaintext_goesThroughHere() throws Exception {
    make("a", 100);
    S3.faults(r -> S3Servers.isCopy(r) ? Reaction.missingHeaders(KEY_MD5_HEADER) : Reaction.pass());
    assertThat(rekey("a").outcome()).isEqualTo(Outcome.THROUGH_HERE);
    S3.faults(RequestHook.NONE);
    assertRekeyed("a", 100);
  }

  @Test
  void rekey_throughHere_doesNotReplaceWhatSomebodyElseHasWrittenMeanwhile() throws Exception {
    make("a", 100);
    AtomicBoolean read = new AtomicBoolean();
    S3.faults(
        request -> {
          if (S3Servers.isCopy(request)) {
            return Reaction.refusal(501, "NotImplemented");
          }
          if (isWriteOf("/a", request) && read.compareAndSet(false, true)) {
            overwrite("a");
          }
          return Reaction.pass();
        });
    assertFails(Reason.PRECONDITION_FAILED, () -> rekey("a"));
    S3.faults(RequestHook.NONE);
    assertThat(old.head("a").length()).isEqualTo(50);
  }

  /** Every write after the one that is spared fails, as when the process dies there. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void rekey_cutOffAfterSomeWrites_leavesAnObjectThatIsWholeAndReadable(int spared)
      throws Exception {
    make("a", LARGE);
    AtomicInteger writes = new AtomicInteger();
    S3.faults(
        request ->
            isWriteOf("/a", request) && writes.getAndIncrement() >= spared
                ? Reaction.refusal(403, "AccessDenied")
                : Reaction.pass());
    if (spared < 5) {
      assertFails(Reason.ACCESS_DENIED, () -> rekey("a"));
    } else {
      rekey("a"); // begun, three parts, completed
    }
    S3.faults(RequestHook.NONE);
    assertThat(get(rotating, "a")).isEqualTo(bytes(LARGE));
    assertThat(rotating.head("a").metadata()).isEqualTo(METADATA);
    assertThat(rotating.listMultipartUploads("")).isEmpty();
  }

  @Test
  void rekey_whoseAnswerIsLost_isFoundDoneTheNextTime() throws Exception {
    make("a", 100);
    rotating.copy(new CopySource("a", 100, Optional.empty(), CONTENT), "probed", Map.of());
    S3.next(5, S3Servers::isCopy, Reaction.lostAnswer());
    assertFails(Reason.OUTCOME_UNKNOWN, () -> rekey("a"));
    S3.faults(RequestHook.NONE);
    assertThat(rekey("a").outcome()).isEqualTo(Outcome.WAS_CURRENT);
    assertRekeyed("a", 100);
  }

  @Test
  void rekey_whereNoKeyFits_isRefused() throws Exception {
    put(open(newKey()), "other", 100);
    put(S3.open(S3.secure(bucket), new BucketDefault()), "plain", 100);
    assertFails(Reason.WRONG_CUSTOMER_KEY, () -> rekey("other"));
    assertFails(Reason.WRONG_CUSTOMER_KEY, () -> rekey("plain"));
    assertFails(Reason.NOT_FOUND, () -> rekey("missing"));
    assertThat(rotating.list(ListRequest.tree("")).objects()).hasSize(2);
  }

  @Test
  void rekey_atAServerThatIgnoresTheKey_isRefused() throws Exception {
    make("a", 100);
    S3.faults(r -> Reaction.missingHeaders(KEY_MD5_HEADER));
    assertFails(Reason.WRONG_CUSTOMER_KEY, () -> rekey("a"));
    S3.faults(RequestHook.NONE);
    assertThat(get(old, "a")).isEqualTo(bytes(100));
  }

  @Test
  void rotation_withoutCustomerKeys_isNotToBeHad() throws Exception {
    assertThat(S3.open(S3.secure(bucket), new BucketDefault()).customerKeyRotation()).isEmpty();
  }

  private static boolean isWriteOf(String key, ServedRequest request) {
    boolean write = request.method().equals("PUT") || request.method().equals("POST");
    return write && request.path().endsWith(key);
  }

  private void overwrite(String key) {
    try {
      put(old, key, 50);
    } catch (ObjectStoreException e) {
      throw new AssertionError(e);
    }
  }

  private static RequestHook refusingCopies() {
    return r -> S3Servers.isCopy(r) ? Reaction.refusal(501, "NotImplemented") : Reaction.pass();
  }

  private Rekeyed rekey(String key) throws ObjectStoreException {
    return rotating.customerKeyRotation().orElseThrow().rekey(key);
  }

  /** An object with headers that some other tool might have given it. */
  private void make(String key, int length) throws ObjectStoreException {
    put(old, key, length);
    old.copy(new CopySource(key, length, Optional.empty(), CONTENT), key, METADATA);
    S3.forget();
  }

  private void assertRekeyed(String key, int length) throws Exception {
    ObjectStore fresh = open(after);
    ObjectInfo info = fresh.head(key);
    assertThat(get(fresh, key)).isEqualTo(bytes(length));
    assertThat(info.metadata()).isEqualTo(METADATA);
    assertThat(info.content().values()).containsAllEntriesOf(CONTENT.values());
    assertFails(Reason.WRONG_CUSTOMER_KEY, () -> old.head(key));
  }

  private ObjectStore open(CustomerKey... keys) throws ObjectStoreException {
    return S3.open(
        S3.secure(bucket),
        new CustomerKeys(CustomerKeyring.of(List.of(keys))),
        new CopyLimits(6 << 20, 5 << 20, 5 << 20));
  }

  private static CustomerKey newKey() {
    return new CustomerKey(SecretBytes.random(new SecureRandom(), 32));
  }

  private static void put(ObjectStore store, String key, int length) throws ObjectStoreException {
    store.put(key, PartBody.of(bytes(length)), Map.of(), Precondition.none());
  }

  private static byte[] get(ObjectStore store, String key) throws Exception {
    try (var body = store.get(key, Optional.empty(), Optional.empty())) {
      return body.stream().readAllBytes();
    }
  }
}
