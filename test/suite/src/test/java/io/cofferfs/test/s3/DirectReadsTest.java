package io.cofferfs.test.s3;

import static io.cofferfs.fs.s3.ContractFixture.assertFails;
import static io.cofferfs.fs.s3.ContractFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.s3.ByteRange;
import io.cofferfs.fs.s3.Connection;
import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ObjectBody;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.Pages;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.ServerSideEncryption.BucketDefault;
import io.cofferfs.test.server.Reaction;
import io.cofferfs.test.server.ServedRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads after a store's first one, which go past the SDK as long as nothing goes wrong. */
final class DirectReadsTest {
  private static final int LENGTH = 1 << 18;

  @RegisterExtension static final S3Servers S3 = new S3Servers();

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void reads_afterTheFirst_goDirectly(boolean tls) throws Exception {
    String bucket = S3.newBucket();
    Connection connection = tls ? S3.secure(bucket) : S3.plain(bucket);
    ObjectStore store = learned(S3.open(connection, new BucketDefault()));
    List<String> keys = List.of("a b/ü+%.c", "d/../e", "~*'()!", "&=?#;:@,$");
    for (String key : keys) {
      put(store, key);
    }
    S3.forget();
    for (String key : keys) {
      assertThat(store.head(key).length()).isEqualTo(LENGTH);
      assertThat(store.head(key).metadata()).containsExactly(Map.entry("name", key.length() + ""));
      assertThat(get(store, key)).isEqualTo(bytes(LENGTH));
    }
    assertThat(S3.count(DirectReadsTest::isDirect)).isEqualTo(3L * keys.size());
  }

  @Test
  void read_underACustomerKey_goesDirectly() throws Exception {
    ObjectStore store = learned(S3.newStore(S3Servers.newCustomerKey()));
    put(store, "a");
    S3.forget();
    assertThat(get(store, "a")).isEqualTo(bytes(LENGTH));
    assertThat(store.head("a").length()).isEqualTo(LENGTH);
    assertThat(S3.requests()).hasSize(2).allMatch(DirectReadsTest::isDirect);
  }

  @Test
  void headOfNothing_isOneRequest() throws Exception {
    ObjectStore store = learned(S3.newStore());
    assertFails(Reason.NOT_FOUND, () -> store.head("nothing"));
    assertThat(S3.requests()).hasSize(1).allMatch(DirectReadsTest::isDirect);
  }

  @Test
  void getOfNothing_isOneRequest() throws Exception {
    ObjectStore store = learned(S3.newStore());
    assertFails(Reason.NOT_FOUND, () -> store.get("nothing", Optional.empty(), Optional.empty()));
    assertThat(S3.requests()).hasSize(1).allMatch(DirectReadsTest::isDirect);
  }

  /** A missing bucket must not be taken for a missing object. */
  @Test
  void getOfNothing_forAnotherReason_isLeftToTheSdk() throws Exception {
    ObjectStore store = learned(S3.newStore());
    S3.next(2, request -> true, Reaction.refusal(404, "NoSuchBucket"));
    assertFails(
        Reason.NO_SUCH_BUCKET, () -> store.get("nothing", Optional.empty(), Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void lists_afterTheFirstRead_goDirectly(boolean tls) throws Exception {
    String bucket = S3.newBucket();
    Connection connection = tls ? S3.secure(bucket) : S3.plain(bucket);
    ObjectStore store = learned(S3.open(connection, new BucketDefault()));
    List<String> keys = List.of("p/1% ü+", "p/2&=?#", "p/3/~*'()!", "p/4<>\u0001\"");
    for (String key : keys) {
      put(store, key);
    }
    S3.forget();
    List<String> listed = new ArrayList<>();
    Pages.each(
        store,
        ListRequest.tree("p/").withMaxKeys(2),
        page -> page.objects().forEach(object -> listed.add(object.key())));
    assertThat(listed).isEqualTo(keys);
    assertThat(store.list(ListRequest.directory("p/")).commonPrefixes()).containsExactly("p/3/");
    assertThat(S3.requests()).hasSize(3).allMatch(DirectReadsTest::isDirect);
  }

  static Stream<Reaction> faultsOfListings() {
    return Stream.concat(
        faults().filter(fault -> !(fault instanceof Reaction.BrokenBody)),
        Stream.of(Reaction.brokenBody(0), Reaction.brokenBody(100)));
  }

  @ParameterizedTest
  @MethodSource("faultsOfListings")
  void listThatFails_isMadeAgainByTheSdk(Reaction fault) throws Exception {
    ObjectStore store = learned(S3.newStore());
    S3.next(1, DirectReadsTest::isDirect, fault);
    assertThat(store.list(ListRequest.tree("")).objects()).hasSize(1);
    assertThat(S3.requests()).hasSize(2);
  }

  @Test
  void read_ofAnotherVersion_isRefused() throws Exception {
    ObjectStore store = learned(S3.newStore());
    put(store, "a");
    Optional<ETag> other = Optional.of(new ETag("\"other\""));
    assertFails(Reason.PRECONDITION_FAILED, () -> store.get("a", Optional.empty(), other));
    assertFails(Reason.NOT_FOUND, () -> store.get("b", Optional.empty(), Optional.empty()));
    Optional<ByteRange> behind = Optional.of(new ByteRange(2 * LENGTH, 3 * LENGTH));
    assertFails(Reason.INVALID_RANGE, () -> store.get("a", behind, Optional.empty()));
  }

  static Stream<Reaction> faults() {
    return Stream.of(
        Reaction.refusal(503, "SlowDown"),
        Reaction.refusal(500, "InternalError"),
        Reaction.refusal(403, "RequestTimeTooSkewed"),
        Reaction.lostAnswer(),
        Reaction.brokenBody(LENGTH / 2));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void readThatFails_isMadeAgainByTheSdk(Reaction fault) throws Exception {
    ObjectStore store = learned(S3.newStore());
    put(store, "a");
    S3.next(1, DirectReadsTest::isDirect, fault);
    assertThat(get(store, "a")).isEqualTo(bytes(LENGTH));
    if (!(fault instanceof Reaction.BrokenBody)) {
      S3.next(1, DirectReadsTest::isDirect, fault);
      assertThat(store.head("a").length()).isEqualTo(LENGTH);
    }
  }

  @Test
  void reads_refusedAgainAndAgain_areLeftToTheSdk() throws Exception {
    ObjectStore store = learned(S3.newStore());
    put(store, "a");
    S3.next(1000, DirectReadsTest::isDirect, Reaction.refusal(403, "SignatureDoesNotMatch"));
    for (int i = 0; i < 40; i++) {
      assertThat(store.head("a").length()).isEqualTo(LENGTH);
    }
    assertThat(S3.count(DirectReadsTest::isDirect)).isEqualTo(16);
  }

  @Test
  void connections_ofBodiesThatAreNotReadToTheirEnd_comeFree() throws Exception {
    ObjectStore store = learned(S3.newStore());
    put(store, "a");
    List<ObjectBody> bodies = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 16; i++) {
        bodies.add(store.get("a", Optional.empty(), Optional.empty()));
      }
      for (ObjectBody body : bodies) {
        assertThat(body.stream().read()).isEqualTo(bytes(LENGTH)[0] & 0xff);
        body.close();
      }
      bodies.clear();
    }
  }

  /** A store that has read something. */
  private static ObjectStore learned(ObjectStore store) throws Exception {
    put(store, "first");
    store.head("first");
    S3.forget();
    return store;
  }

  /** The SDK gives each of its requests an id. */
  private static boolean isDirect(ServedRequest request) {
    return List.of("HEAD", "GET").contains(request.method())
        && request.header("amz-sdk-invocation-id").isEmpty();
  }

  private static void put(ObjectStore store, String key) throws Exception {
    Map<String, String> metadata = Map.of("name", key.length() + "");
    store.put(key, PartBody.of(bytes(LENGTH)), metadata, Precondition.none());
  }

  private static byte[] get(ObjectStore store, String key) throws Exception {
    try (ObjectBody body = store.get(key, Optional.empty(), Optional.empty())) {
      return body.stream().readAllBytes();
    }
  }
}
