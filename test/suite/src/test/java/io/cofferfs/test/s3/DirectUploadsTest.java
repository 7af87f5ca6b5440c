package io.cofferfs.test.s3;

import static io.cofferfs.fs.s3.ContractFixture.assertFails;
import static io.cofferfs.fs.s3.ContractFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cofferfs.fs.s3.Connection;
import io.cofferfs.fs.s3.MultipartUpload;
import io.cofferfs.fs.s3.ObjectBody;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.ServerSideEncryption.BucketDefault;
import io.cofferfs.fs.s3.UploadedPart;
import io.cofferfs.test.server.Reaction;
import io.cofferfs.test.server.ServedRequest;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads after a store's first one, which go past the SDK as long as nothing goes wrong. */
final class DirectUploadsTest {
  private static final int PART = 5 << 20;

  @RegisterExtension static final S3Servers S3 = new S3Servers();

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void uploads_afterTheFirst_goDirectly(boolean tls) throws Exception {
    String bucket = S3.newBucket();
    Connection connection = tls ? S3.secure(bucket) : S3.plain(bucket);
    ObjectStore store = learned(S3.open(connection, new BucketDefault()));
    List<String> keys = List.of("a b/ü+%.c", "d/../e", "~*'()!", "&=?#;:@,$", "empty");
    for (int i = 0; i < keys.size(); i++) {
      int length = keys.get(i).equals("empty") ? 0 : i + (1 << 20);
      store.put(
          keys.get(i),
          PartBody.of(bytes(length)),
          Map.of("name", "n" + i),
          Precondition.ifAbsent());
      assertThat(get(store, keys.get(i))).isEqualTo(bytes(length));
      assertThat(store.head(keys.get(i)).metadata()).containsExactly(Map.entry("name", "n" + i));
    }
    assertThat(S3.count(DirectUploadsTest::isDirect)).isEqualTo(keys.size());
    assertThat(S3.count(S3Servers::isPut)).isEqualTo(keys.size());
  }

  @Test
  void parts_afterTheFirst_goDirectly() throws Exception {
    ObjectStore store = learned(S3.newStore(S3Servers.newCustomerKey()));
    MultipartUpload upload = store.createMultipartUpload("a", Map.of());
    UploadedPart one = store.uploadPart(upload, 1, PartBody.of(bytes(PART)));
    UploadedPart two = store.uploadPart(upload, 2, PartBody.of(bytes(100)));
    store.completeMultipartUpload(upload, List.of(one, two), Precondition.ifAbsent());
    List<ServedRequest> direct = S3.requests().stream().filter(r -> isDirect(r)).toList();
    assertThat(direct)
        .extracting(sent -> sent.header("x-amz-checksum-crc32").orElseThrow())
        .containsExactly(crc32(bytes(PART)), crc32(bytes(100)));
    assertThat(get(store, "a")).hasSize(PART + 100).startsWith(bytes(PART)).endsWith(bytes(100));
  }

  @Test
  void body_overPlainHttp_isHashedForItsSignature() throws Exception {
    ObjectStore store = learned(S3.open(S3.plain(S3.newBucket()), new BucketDefault()));
    put(store, "a", Precondition.none());
    ServedRequest put = S3.requests().get(0);
    assertThat(isDirect(put)).isTrue();
    assertThat(put.header("x-amz-content-sha256").orElseThrow()).matches("[0-9a-f]{64}");
    assertThat(put.header("x-amz-checksum-crc32")).contains(crc32(bytes(1000)));
  }

  /** As the SDK does it. */
  @ParameterizedTest
  @CsvSource({"1048575, false", "1048576, true"})
  void body_thatIsLong_waitsForTheServer(int length, boolean waits) throws Exception {
    ObjectStore store = learned(S3.newStore());
    store.put("a", PartBody.of(bytes(length)), Map.of(), Precondition.none());
    assertThat(isDirect(S3.requests().get(0))).isTrue();
    assertThat(S3.requests().get(0).header("expect").isPresent()).isEqualTo(waits);
    assertThat(get(store, "a")).isEqualTo(bytes(length));
  }

  @Test
  void version_thatIsNotThere_isRefused() throws Exception {
    ObjectStore store = learned(S3.newStore());
    put(store, "a", Precondition.ifAbsent());
    S3.forget();
    assertFails(Reason.PRECONDITION_FAILED, () -> put(store, "a", Precondition.ifAbsent()));
    assertThat(S3.requests()).hasSize(1).allMatch(DirectUploadsTest::isDirect);
  }

  static Stream<Reaction> faults() {
    return Stream.of(
        Reaction.refusal(503, "SlowDown"),
        Reaction.refusal(500, "InternalError"),
        Reaction.refusal(403, "RequestTimeTooSkewed"),
        Reaction.refusal(409, "ConcurrentModification"),
        Reaction.lostAnswer());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void uploadThatFails_isMadeAgainByTheSdk(Reaction fault) throws Exception {
    for (int length : new int[] {1000, 2 << 20}) { // the long one is refused before it is sent
      ObjectStore store = learned(S3.newStore());
      S3.next(1, DirectUploadsTest::isDirect, fault);
      store.put("a", PartBody.of(bytes(length)), Map.of(), Precondition.none());
      assertThat(get(store, "a")).isEqualTo(bytes(length));
      assertThat(S3.count(DirectUploadsTest::isDirect)).isEqualTo(1);
      assertThat(S3.count(S3Servers::isPut)).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void partThatFails_isUploadedAgainByTheSdk(Reaction fault) throws Exception {
    ObjectStore store = learned(S3.newStore());
    MultipartUpload upload = store.createMultipartUpload("b", Map.of());
    S3.next(1, DirectUploadsTest::isDirect, fault);
    UploadedPart part = store.uploadPart(upload, 1, PartBody.of(bytes(1000)));
    assertThat(S3.count(DirectUploadsTest::isDirect)).isEqualTo(1);
    store.completeMultipartUpload(upload, List.of(part), Precondition.none());
    assertThat(get(store, "b")).isEqualTo(bytes(1000));
  }

  /** The SDK alone knows how often a server may be asked again that has too much to do. */
  @Test
  void busyServer_isLeftToTheSdkForAWhile() throws Exception {
    ObjectStore store = learned(S3.newStore());
    S3.next(1, DirectUploadsTest::isDirect, Reaction.refusal(503, "SlowDown"));
    put(store, "a", Precondition.none());
    put(store, "b", Precondition.none());
    assertThat(S3.count(DirectUploadsTest::isDirect)).isEqualTo(1);
    Thread.sleep(1100);
    put(store, "c", Precondition.none());
    assertThat(S3.count(DirectUploadsTest::isDirect)).isEqualTo(2);
  }

  /** A second attempt that is refused says nothing of the first one, which has made the object. */
  @ParameterizedTest
  @CsvSource({
    "403, QuotaExceeded",
    "403, ExpiredToken",
    "507, XMinioStorageFull",
    "404, NoSuchKey"
  })
  void upload_refusedAfterALostAnswer_hasAnUnknownOutcome(int status, String code)
      throws Exception {
    ObjectStore store = learned(S3.newStore());
    S3.faults(
        request -> {
          if (!S3Servers.isPut(request)) {
            return Reaction.pass();
          }
          return isDirect(request) ? Reaction.lostAnswer() : Reaction.refusal(status, code);
        });
    var e =
        catchThrowableOfType(
            ObjectStoreException.class, () -> put(store, "a", Precondition.ifAbsent()));
    assertThat(e.reason()).isEqualTo(Reason.OUTCOME_UNKNOWN);
    assertThat(e).hasMessageContaining(code);
    assertThat(get(store, "a")).isEqualTo(bytes(1000));
  }

  /** The first attempt has made the object, so that the second finds one. */
  @Test
  void newObject_whoseAnswerIsLost_isNotTakenForAnothers() throws Exception {
    ObjectStore store = learned(S3.newStore());
    S3.next(1, DirectUploadsTest::isDirect, Reaction.lostAnswer());
    assertFails(Reason.OUTCOME_UNKNOWN, () -> put(store, "a", Precondition.ifAbsent()));
  }

  @Test
  void newObject_turnedAwayBefore_isAnothers() throws Exception {
    ObjectStore store = learned(S3.newStore());
    put(store, "a", Precondition.none());
    S3.forget();
    S3.next(1, DirectUploadsTest::isDirect, Reaction.refusal(503, "SlowDown"));
    assertFails(Reason.PRECONDITION_FAILED, () -> put(store, "a", Precondition.ifAbsent()));
    assertThat(S3.count(DirectUploadsTest::isDirect)).isEqualTo(1);
    assertThat(S3.count(S3Servers::isPut)).isEqualTo(2);
  }

  /** A store that has uploaded and read something, and knows that the server holds conditions. */
  private static ObjectStore learned(ObjectStore store) throws Exception {
    put(store, "first", Precondition.ifAbsent());
    put(store, "second", Precondition.ifAbsent());
    store.head("first");
    S3.forget();
    return store;
  }

  /** The SDK gives each of its requests an id. */
  private static boolean isDirect(ServedRequest request) {
    return S3Servers.isPut(request) && request.header("amz-sdk-invocation-id").isEmpty();
  }

  private static void put(ObjectStore store, String key, Precondition precondition)
      throws Exception {
    store.put(key, PartBody.of(bytes(1000)), Map.of(), precondition);
  }

  private static String crc32(byte[] body) {
    CRC32 crc = new CRC32();
    crc.update(body);
    return Base64.getEncoder()
        .encodeToString(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  private static byte[] get(ObjectStore store, String key) throws Exception {
    try (ObjectBody body = store.get(key, Optional.empty(), Optional.empty())) {
      return body.stream().readAllBytes();
    }
  }
}
