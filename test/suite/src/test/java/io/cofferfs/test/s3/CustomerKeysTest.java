package io.cofferfs.test.s3;

import static io.cofferfs.fs.s3.ContractFixture.assertFails;
import static io.cofferfs.fs.s3.ContractFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.fs.s3.CopySource;
import io.cofferfs.fs.s3.CustomerKey;
import io.cofferfs.fs.s3.CustomerKeyring;
import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.ServerSideEncryption.BucketDefault;
import io.cofferfs.fs.s3.ServerSideEncryption.CustomerKeys;
import io.cofferfs.test.server.Reaction;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Objects of one bucket under several customer keys. */
final class CustomerKeysTest {
  @RegisterExtension static final S3Servers S3 = new S3Servers();

  private final String bucket = S3.newBucket();
  private final CustomerKey one = newKey();
  private final CustomerKey two = newKey();
  private final CustomerKey three = newKey();

  @Test
  void reads_underAnyOfTheKeys_findItAndRememberItByDirectory() throws Exception {
    put(open(two), "d/a");
    put(open(two), "d/b");
    put(open(two), "d/e/c");
    ObjectStore store = open(one, two, three);
    S3.forget();
    assertThat(get(store, "d/a")).isEqualTo(bytes(100));
    assertThat(S3.requests()).hasSize(2);
    S3.forget();
    assertThat(get(store, "d/b")).isEqualTo(bytes(100));
    store.head("d/a");
    store.head("d/e/c");
    assertThat(S3.requests()).hasSize(3);
  }

  @Test
  void heads_underAnyOfTheKeys_findIt() throws Exception {
    put(open(three), "a");
    ObjectStore store = open(one, two, three);
    S3.forget();
    assertThat(store.head("a").length()).isEqualTo(100);
    assertThat(S3.requests()).hasSize(3);
  }

  @Test
  void reads_atAServerThatAnswers403ToAWrongKey_findTheRightOne() throws Exception {
    put(open(two), "a");
    ObjectStore store = open(one, two);
    S3.next(2, S3Servers::isGet, Reaction.refusal(403, "AccessDenied"));
    assertFails(Reason.WRONG_CUSTOMER_KEY, () -> get(store, "a"));
    S3.next(1, S3Servers::isGet, Reaction.refusal(403, "AccessDenied"));
    assertThat(get(store, "a")).isEqualTo(bytes(100));
  }

  @Test
  void reads_thatFailForAnotherReason_tryNoOtherKey() throws Exception {
    ETag old = put(open(one), "a");
    ObjectStore store = open(one, two, three);
    store.put("a", PartBody.of(bytes(50)), Map.of(), Precondition.none());
    S3.forget();
    assertFails(
        Reason.PRECONDITION_FAILED, () -> store.get("a", Optional.empty(), Optional.of(old)));
    assertFails(Reason.NOT_FOUND, () -> get(store, "missing"));
    assertFails(Reason.NOT_FOUND, () -> store.head("missing"));
    assertThat(S3.requests()).hasSize(3);
  }

  @Test
  void reads_underNoneOfTheKeys_sayHowManyWereTried() throws Exception {
    put(open(three), "a");
    ObjectStore store = open(one, two);
    assertThatThrownBy(() -> get(store, "a")).hasMessageContaining("none of the 2 keys tried");
    assertFails(Reason.WRONG_CUSTOMER_KEY, () -> store.head("a"));
  }

  @Test
  void writes_takeTheFirstKeyOfTheLongestPrefix() throws Exception {
    CustomerKeyring keyring =
        CustomerKeyring.of(List.of(one))
            .withPrefix("p/", List.of(two, one))
            .withPrefix("p/q/", List.of(three));
    ObjectStore store = S3.open(S3.secure(bucket), new CustomerKeys(keyring));
    put(store, "a");
    put(store, "p/a");
    put(store, "p/q/a");
    assertThat(get(open(one), "a")).hasSize(100);
    assertThat(get(open(two), "p/a")).hasSize(100);
    assertThat(get(open(three), "p/q/a")).hasSize(100);
    store.copy(source(store, "p/q/a"), "p/b", Map.of());
    assertThat(get(open(two), "p/b")).hasSize(100);
  }

  @Test
  void copies_fromAnObjectUnderAnOldKey_areUnderTheWriteKey() throws Exception {
    ETag etag = put(open(two), "d/a");
    ObjectStore store = open(one, two);
    store.copy(new CopySource("d/a", 100, Optional.of(etag)), "e/b", Map.of("mode", "1"));
    assertThat(get(open(one), "e/b")).isEqualTo(bytes(100));
    assertThat(open(one).head("e/b").metadata()).isEqualTo(Map.of("mode", "1"));
  }

  @Test
  void copies_underNoneOfTheKeys_areRefused() throws Exception {
    ETag etag = put(open(three), "a");
    ObjectStore store = open(one, two);
    CopySource source = new CopySource("a", 100, Optional.of(etag));
    assertFails(Reason.WRONG_CUSTOMER_KEY, () -> store.copy(source, "b", Map.of()));
    assertThat(keys(store)).containsExactly("a");
  }

  @Test
  void deletes_underAVersion_needNoKey() throws Exception {
    ETag etag = put(open(three), "a");
    put(open(three), "b");
    ObjectStore store = open(one);
    assertFails(
        Reason.PRECONDITION_FAILED,
        () -> store.delete("b", Precondition.ifMatch(new ETag("another"))));
    store.delete("a", Precondition.ifMatch(etag));
    assertThat(keys(store)).containsExactly("b");
  }

  @Test
  void plainObjects_areReadUnderNoKey() throws Exception {
    put(S3.open(S3.secure(bucket), new BucketDefault()), "a");
    ObjectStore store = open(one, two);
    assertFails(Reason.WRONG_CUSTOMER_KEY, () -> get(store, "a"));
    assertFails(Reason.WRONG_CUSTOMER_KEY, () -> store.head("a"));
  }

  private ObjectStore open(CustomerKey... keys) throws ObjectStoreException {
    return S3.open(S3.secure(bucket), new CustomerKeys(CustomerKeyring.of(List.of(keys))));
  }

  private static CustomerKey newKey() {
    return new CustomerKey(SecretBytes.random(new SecureRandom(), 32));
  }

  private static CopySource source(ObjectStore store, String key) throws ObjectStoreException {
    var info = store.head(key);
    return new CopySource(key, info.length(), Optional.of(info.etag()));
  }

  private static List<String> keys(ObjectStore store) throws ObjectStoreException {
    return store.list(ListRequest.tree("")).objects().stream().map(ListedObject::key).toList();
  }

  private static ETag put(ObjectStore store, String key) throws ObjectStoreException {
    return store.put(key, PartBody.of(bytes(100)), Map.of(), Precondition.none()).etag();
  }

  private static byte[] get(ObjectStore store, String key) throws Exception {
    try (var body = store.get(key, Optional.empty(), Optional.empty())) {
      return body.stream().readAllBytes();
    }
  }
}
