package io.cofferfs.test.s3;

import static io.cofferfs.fs.s3.ContractFixture.assertFails;
import static io.cofferfs.fs.s3.ContractFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.fs.s3.AwsObjectStore;
import io.cofferfs.fs.s3.ByteRange;
import io.cofferfs.fs.s3.Connection;
import io.cofferfs.fs.s3.CopyLimits;
import io.cofferfs.fs.s3.CopySource;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.MultipartUpload;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.ServerSideEncryption;
import io.cofferfs.fs.s3.ServerSideEncryption.BucketDefault;
import io.cofferfs.fs.s3.ServerSideEncryption.CustomerKeys;
import io.cofferfs.fs.s3.ServerSideEncryption.Kms;
import io.cofferfs.fs.s3.ServerSideEncryption.S3Managed;
import io.cofferfs.fs.s3.UploadedPart;
import io.cofferfs.test.server.EmbeddedS3;
import io.cofferfs.test.server.Reaction;
import io.cofferfs.test.server.RequestHook;
import io.cofferfs.test.server.ServedRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the server is asked to encrypt, and that it is held to it. */
final class ServerSideEncryptionTest {
  private static final String KEY_HEADER = "x-amz-server-side-encryption-customer-key";
  private static final String KEY_MD5_HEADER = "x-amz-server-side-encryption-customer-key-md5";
  private static final String SOURCE_KEY_HEADER =
      "x-amz-copy-source-server-side-encryption-customer-key";
  private static final String SSE_HEADER = "x-amz-server-side-encryption";
  private static final String KMS_KEY_HEADER = "x-amz-server-side-encryption-aws-kms-key-id";

  @RegisterExtension static final S3Servers S3 = new S3Servers();

  @Test
  void sseC_readWithoutTheKey_fails() throws Exception {
    String bucket = S3.newBucket();
    put(S3.open(S3.secure(bucket), S3Servers.newCustomerKey()), "k", 100);
    ObjectStore keyless = S3.open(S3.secure(bucket), new BucketDefault());
    assertFails(Reason.WRONG_CUSTOMER_KEY, () -> get(keyless, "k"));
    assertFails(Reason.WRONG_CUSTOMER_KEY, () -> keyless.head("k"));
  }

  @Test
  void sseC_readWithAnotherKey_fails() throws Exception {
    String bucket = S3.newBucket();
    put(S3.open(S3.secure(bucket), S3Servers.newCustomerKey()), "k", 100);
    ObjectStore other = S3.open(S3.secure(bucket), S3Servers.newCustomerKey());
    assertFails(Reason.WRONG_CUSTOMER_KEY, () -> get(other, "k"));
    assertFails(Reason.WRONG_CUSTOMER_KEY, () -> other.head("k"));
    var source = new CopySource("k", 100, Optional.empty());
    assertFails(Reason.WRONG_CUSTOMER_KEY, () -> other.copy(source, "copy", Map.of()));
  }

  @Test
  void sseC_multipartReadWithAnotherKey_fails() throws Exception {
    String bucket = S3.newBucket();
    upload(S3.open(S3.secure(bucket), S3Servers.newCustomerKey()), "k");
    ObjectStore other = S3.open(S3.secure(bucket), S3Servers.newCustomerKey());
    assertFails(Reason.WRONG_CUSTOMER_KEY, () -> get(other, "k"));
  }

  @Test
  void sseC_ofAPlainObject_isNotTakenForEncrypted() throws Exception {
    String bucket = S3.newBucket();
    put(S3.open(S3.secure(bucket), new BucketDefault()), "k", 100);
    ObjectStore keyed = S3.open(S3.secure(bucket), S3Servers.newCustomerKey());
    assertFails(Reason.WRONG_CUSTOMER_KEY, () -> get(keyed, "k"));
  }

  @Test
  void sseC_overPlainHttp_isRefusedBeforeAnyRequest() throws Exception {
    Connection plain = S3.plain(S3.newBucket());
    assertRefused(plain);
    assertRefused(insecure("http://s3.example.invalid"));
    assertThat(S3.requests()).isEmpty();
  }

  @Test
  void sseC_overPlainHttpToLoopback_needsTheOptionAndTheServersConsent() throws Exception {
    Connection plain = insecure(S3.server().endpoint().toString());
    ObjectStore store = S3.open(plain, S3Servers.newCustomerKey());
    assertFails(Reason.REJECTED, () -> put(store, "k", 1));
    try (EmbeddedS3 lenient = EmbeddedS3.builder().allowInsecureSseC().start()) {
      lenient.createBucket("bucket");
      Connection allowed = insecure(lenient.endpoint().toString());
      try (ObjectStore other = AwsObjectStore.open(allowed, S3Servers.newCustomerKey())) {
        put(other, "k", 10);
        assertThat(get(other, "k")).isEqualTo(bytes(10));
      }
    }
  }

  @Test
  void sseC_sendsTheKeyWithEveryRequestThatNeedsIt() throws Exception {
    useEverything(S3.newStore(S3Servers.newCustomerKey()));
    assertThat(S3.requests())
        .filteredOn(ServerSideEncryptionTest::touchesAnObject)
        .hasSizeGreaterThan(8)
        .allSatisfy(
            request -> assertThat(request.headers()).containsKeys(KEY_HEADER, KEY_MD5_HEADER));
    assertThat(S3.requests())
        .filteredOn(request -> S3Servers.isCopy(request) && !isFixture(request))
        .hasSize(2)
        .allSatisfy(request -> assertThat(request.headers()).containsKey(SOURCE_KEY_HEADER));
    assertThat(S3.requests()).allMatch(ServedRequest::secure);
  }

  @Test
  void sseS3_isAskedForWhereverAnObjectIsMade() throws Exception {
    useEverything(S3.newStore(new S3Managed()));
    assertThat(S3.requests())
        .filteredOn(ServerSideEncryptionTest::makesAnObject)
        .hasSize(4) // one of them before the first PUT, to see whether the server encrypts
        .allSatisfy(request -> assertThat(request.header(SSE_HEADER)).contains("AES256"));
  }

  @Test
  void sseKms_isAskedForWithItsKeyWhereverAnObjectIsMade() throws Exception {
    useEverything(S3.newStore(new Kms(Optional.of("testkey-2"))));
    assertThat(S3.requests())
        .filteredOn(ServerSideEncryptionTest::makesAnObject)
        .hasSize(4) // one of them before the first PUT, to see whether the server encrypts
        .allSatisfy(
            request -> {
              assertThat(request.header(SSE_HEADER)).contains("aws:kms");
              assertThat(request.header(KMS_KEY_HEADER)).contains("testkey-2");
            });
  }

  @Test
  void sseKms_withAKeyThatTheKmsDoesNotHave_isRejected() throws Exception {
    ObjectStore store = S3.newStore(new Kms(Optional.of("no-such-key")));
    assertFails(Reason.REJECTED, () -> put(store, "k", 1));
  }

  @Test
  void bucketDefault_sendsNoHeaderOfEncryption() throws Exception {
    useEverything(S3.newStore());
    assertThat(S3.requests())
        .allSatisfy(
            request ->
                assertThat(request.headers().keySet())
                    .noneMatch(name -> name.contains("encryption")));
  }

  @Test
  void put_whoseAnswerDoesNotConfirmTheEncryption_isTakenBack() throws Exception {
    for (ServerSideEncryption encryption : all()) {
      ObjectStore store = S3.newStore(encryption);
      S3.next(1, S3Servers::isPut, Reaction.missingHeaders(SSE_HEADER, KEY_MD5_HEADER));
      assertFails(Reason.BROKEN_PROMISE, () -> put(store, "k", 100));
      assertThat(store.list(ListRequest.tree("")).objects()).isEmpty();
    }
  }

  /** S-30: what a server was asked to encrypt, and did not, is an error. */
  @Test
  void put_atAServerThatNeitherEncryptsNorRemoves_isABrokenPromise() throws Exception {
    for (ServerSideEncryption encryption : all()) {
      ObjectStore store = S3.newStore(encryption);
      S3.faults(
          request ->
              request.method().equals("DELETE")
                  ? Reaction.refusal(403, "AccessDenied")
                  : Reaction.missingHeaders(SSE_HEADER, KEY_MD5_HEADER));
      assertFails(Reason.BROKEN_PROMISE, () -> put(store, "k", 100));
      assertFails(Reason.BROKEN_PROMISE, () -> store.createMultipartUpload("k", Map.of()));
      S3.faults(RequestHook.NONE);
    }
  }

  /** S-30: no object is lost to a server that does not encrypt. */
  @Test
  void putOverAnObject_atAServerThatDoesNotEncrypt_leavesTheObject() throws Exception {
    for (ServerSideEncryption encryption : all()) {
      String bucket = S3.newBucket();
      put(S3.open(S3.secure(bucket), encryption), "k", 100);
      ObjectStore store = S3.open(S3.secure(bucket), encryption);
      S3.faults(
          request ->
              request.method().equals("GET") || request.method().equals("HEAD")
                  ? Reaction.pass()
                  : Reaction.missingHeaders(SSE_HEADER, KEY_MD5_HEADER));
      assertFails(Reason.BROKEN_PROMISE, () -> put(store, "k", 200));
      assertThat(get(store, "k")).isEqualTo(bytes(100));
      assertThat(store.listMultipartUploads("")).isEmpty();
      S3.faults(RequestHook.NONE);
    }
  }

  @Test
  void completion_whoseAnswerContradictsTheEncryption_isTakenBack() throws Exception {
    ObjectStore store = S3.newStore(new Kms(Optional.of("testkey-1")));
    MultipartUpload upload = store.createMultipartUpload("k", Map.of());
    UploadedPart part = store.uploadPart(upload, 1, PartBody.of(bytes(10)));
    S3.next(
        1,
        request -> request.hasParameter("uploadId"),
        Reaction.addedHeaders(Map.of(SSE_HEADER, "AES256")));
    assertFails(
        Reason.BROKEN_PROMISE,
        () -> store.completeMultipartUpload(upload, List.of(part), Precondition.none()));
    assertThat(store.list(ListRequest.tree("")).objects()).isEmpty();
  }

  @Test
  void sseKms_ofTwoLayers_isAskedForAndNotMistakenForOne() throws Exception {
    ObjectStore store =
        S3.newStore(new Kms(Kms.Layers.DUAL, Optional.of("testkey-1"), Map.of("a", "b"), false));
    S3.faults(
        request ->
            request.hasParameter("uploads")
                ? Reaction.refusal(501, "NotImplemented")
                : Reaction.pass());
    assertFails(Reason.REJECTED, () -> put(store, "k", 10)); // S3Proxy has one layer only
    assertThat(S3.requests())
        .filteredOn(S3Servers::isPut)
        .allSatisfy(
            request -> {
              assertThat(request.header(SSE_HEADER)).contains("aws:kms:dsse");
              assertThat(request.header("x-amz-server-side-encryption-context"))
                  .contains("eyJhIjoiYiJ9");
            });
  }

  @Test
  void sseC_deniedByTheBucket_isExplained() throws Exception {
    String bucket = S3.newBucket();
    ObjectStore store = S3.open(S3.secure(bucket), S3Servers.newCustomerKey());
    S3.faults(request -> Reaction.refusal(403, "AccessDenied", "Access Denied"));
    assertThatThrownBy(() -> put(store, "k", 10))
        .hasMessageContaining("probably the bucket blocks SSE-C")
        .hasMessageContaining("'cofferfs bucket allow-sse-c s3://" + bucket + "'");
    S3.faults(
        request ->
            Reaction.refusal(
                403, "AccessDenied", "SSE-C is blocked by the bucket's encryption configuration"));
    assertThatThrownBy(() -> put(store, "k", 10))
        .hasMessageContaining("; the bucket blocks SSE-C, as")
        .hasMessageContaining("allow-sse-c");
    assertThatThrownBy(() -> store.delete("k", Precondition.none()))
        .hasMessageNotContaining("allow-sse-c");
  }

  @Test
  void createUpload_whoseAnswerDoesNotConfirmTheEncryption_isAborted() throws Exception {
    for (ServerSideEncryption encryption : all()) {
      ObjectStore store = S3.newStore(encryption);
      S3.next(
          1,
          request -> request.hasParameter("uploads"),
          Reaction.missingHeaders(SSE_HEADER, KEY_MD5_HEADER));
      assertFails(Reason.BROKEN_PROMISE, () -> store.createMultipartUpload("k", Map.of()));
      assertThat(store.listMultipartUploads("")).isEmpty();
    }
  }

  @Test
  void uploadPart_whoseAnswerDoesNotConfirmTheCustomerKey_fails() throws Exception {
    ObjectStore store = S3.newStore(S3Servers.newCustomerKey());
    MultipartUpload upload = store.createMultipartUpload("k", Map.of());
    S3.next(1, S3Servers::isPut, Reaction.missingHeaders(KEY_MD5_HEADER));
    assertFails(Reason.BROKEN_PROMISE, () -> store.uploadPart(upload, 1, PartBody.of(bytes(10))));
  }

  @Test
  void copy_whoseAnswerDoesNotConfirmTheEncryption_goesThroughHereFromThenOn() throws Exception {
    ObjectStore store = S3.newStore(S3Servers.newCustomerKey());
    put(store, "a", 100);
    S3.faults(
        request ->
            S3Servers.isCopy(request) ? Reaction.missingHeaders(KEY_MD5_HEADER) : Reaction.pass());
    store.copy(source(store, "a"), "b", Map.of("mode", "1"));
    store.copy(source(store, "a"), "c", Map.of());
    assertThat(get(store, "b")).isEqualTo(bytes(100));
    assertThat(store.head("b").metadata()).isEqualTo(Map.of("mode", "1"));
    assertThat(get(store, "c")).isEqualTo(bytes(100));
    assertThat(S3.count(S3Servers::isCopy)).isEqualTo(1);
  }

  @Test
  void copyOntoItself_whoseAnswerDoesNotConfirmTheEncryption_keepsTheObject() throws Exception {
    ObjectStore store = S3.newStore(S3Servers.newCustomerKey());
    put(store, "a", 100);
    S3.next(1, S3Servers::isCopy, Reaction.missingHeaders(KEY_MD5_HEADER));
    store.copy(source(store, "a"), "a", Map.of("mode", "1"));
    assertThat(get(store, "a")).isEqualTo(bytes(100));
    assertThat(store.head("a").metadata()).isEqualTo(Map.of("mode", "1"));
  }

  @Test
  void copies_areTriedOutOnAnObjectOfTheirOwn_onceAndWithoutATrace() throws Exception {
    ObjectStore store = S3.newStore(S3Servers.newCustomerKey());
    put(store, "d/a", 100);
    S3.forget();
    store.copy(source(store, "d/a"), "d/a", Map.of("mode", "1"));
    store.copy(source(store, "d/a"), "d/a", Map.of("mode", "2"));
    assertThat(S3.count(r -> S3Servers.isCopy(r) && isFixture(r))).isEqualTo(1);
    assertThat(S3.count(S3Servers::isCopy)).isEqualTo(3);
    assertThat(store.list(ListRequest.tree("")).objects()).hasSize(1);
  }

  @Test
  void copyOntoItself_atAServerThatStoresPlaintext_isNeverMadeThere() throws Exception {
    ObjectStore store = S3.newStore(S3Servers.newCustomerKey());
    put(store, "a", 100);
    S3.faults(
        request ->
            S3Servers.isCopy(request) ? Reaction.missingHeaders(KEY_MD5_HEADER) : Reaction.pass());
    store.copy(source(store, "a"), "a", Map.of("mode", "1"));
    assertThat(S3.count(r -> S3Servers.isCopy(r) && !isFixture(r))).isZero();
    assertThat(get(store, "a")).isEqualTo(bytes(100));
    assertThat(store.list(ListRequest.tree("")).objects()).hasSize(1);
  }

  @Test
  void copyInParts_underACustomerKey_isReadableUnderItOnly() throws Exception {
    String bucket = S3.newBucket();
    CustomerKeys key = S3Servers.newCustomerKey();
    ObjectStore store = S3.open(S3.secure(bucket), key, new CopyLimits(6 << 20, 5 << 20, 5 << 20));
    put(store, "a", 11 << 20);
    store.copy(source(store, "a"), "b", Map.of());
    assertThat(get(store, "b")).isEqualTo(bytes(11 << 20));
    ObjectStore keyless = S3.open(S3.secure(bucket), new BucketDefault());
    assertFails(Reason.WRONG_CUSTOMER_KEY, () -> get(keyless, "b"));
  }

  private static List<ServerSideEncryption> all() {
    return List.of(new S3Managed(), new Kms(Optional.of("testkey-1")), S3Servers.newCustomerKey());
  }

  private static void assertRefused(Connection connection) {
    ThrowingCallable open = () -> AwsObjectStore.open(connection, S3Servers.newCustomerKey());
    assertFails(Reason.REJECTED, open);
  }

  private static Connection insecure(String endpoint) {
    return new Connection(
        "bucket",
        Optional.of(URI.create(endpoint)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        /* anonymous= */ false,
        /* pathStyle= */ true,
        4,
        S3Servers.PATIENCE,
        /* allowInsecureSseC= */ true);
  }

  /** One of each request that S3 has encryption headers for. */
  private static void useEverything(ObjectStore store) throws Exception {
    put(store, "a", 100);
    store.head("a");
    get(store, "a");
    store.copy(source(store, "a"), "b", Map.of());
    upload(store, "c");
  }

  private static void upload(ObjectStore store, String key) throws Exception {
    put(store, "source", 5 << 20);
    MultipartUpload upload = store.createMultipartUpload(key, Map.of());
    UploadedPart first =
        store.uploadPartCopy(upload, 1, source(store, "source"), new ByteRange(0, 5 << 20));
    UploadedPart last = store.uploadPart(upload, 2, PartBody.of(bytes(10)));
    store.completeMultipartUpload(upload, List.of(first, last), Precondition.none());
  }

  private static boolean touchesAnObject(ServedRequest request) {
    return request.hasKey() && !request.method().equals("DELETE");
  }

  private static boolean makesAnObject(ServedRequest request) {
    boolean write = request.method().equals("PUT") && !request.hasParameter("partNumber");
    return (write || request.hasParameter("uploads")) && !isFixture(request);
  }

  /** The source of the copied part, and what the client tries the server out with. */
  private static boolean isFixture(ServedRequest request) {
    return request.path().endsWith("/source") || request.path().contains("/.coffer/probe/");
  }

  private static CopySource source(ObjectStore store, String key) throws ObjectStoreException {
    var info = store.head(key);
    return new CopySource(key, info.length(), Optional.of(info.etag()));
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
