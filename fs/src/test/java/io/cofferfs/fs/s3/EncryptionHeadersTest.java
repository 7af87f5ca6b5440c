package io.cofferfs.fs.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.fs.s3.ServerSideEncryption.Kms;
import io.cofferfs.fs.s3.ServerSideEncryption.Kms.Layers;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.SdkHttpResponse;

/** What answers must say to what was asked for. */
final class EncryptionHeadersTest {
  private static final Map<String, String> CONTEXT = Map.of("team", "blue", "käse", "\"ja\"");

  private final EncryptionHeaders dual =
      sent(new Kms(Layers.DUAL, Optional.of("key-1"), CONTEXT, /* bucketKey= */ false));
  private final EncryptionHeaders single =
      sent(new Kms(Layers.SINGLE, Optional.of("key-1"), Map.of(), /* bucketKey= */ true));

  @Test
  void kms_ofTwoLayersWithAContext_isSentAsS3WantsIt() {
    assertThat(dual.toSend())
        .containsEntry(EncryptionHeaders.ALGORITHM, "aws:kms:dsse")
        .containsEntry(EncryptionHeaders.KMS_KEY_ID, "key-1")
        .containsEntry(EncryptionHeaders.KMS_CONTEXT, KmsContext.toHeader(CONTEXT))
        .hasSize(3);
    assertThat(single.toSend())
        .containsEntry(EncryptionHeaders.ALGORITHM, "aws:kms")
        .containsEntry(EncryptionHeaders.BUCKET_KEY, "true")
        .hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "aws:kms:dsse, key-1, true, false",
    "aws:kms:dsse, arn:aws:kms:eu:1:key/key-1, true, false",
    "aws:kms, key-1, false, true",
    "AES256, key-1, false, true",
    "aws:kms:dsse, key-2, false, true",
    "aws:kms:dsse, other-key-1, false, true",
    "aws:kms:dsse, '', false, false",
    "'', '', false, false"
  })
  void answer_aboutAlgorithmAndKey_isHeldAgainstWhatWasAsked(
      String algorithm, String keyId, boolean kept, boolean contradicted) {
    SdkHttpResponse answer =
        answer(EncryptionHeaders.ALGORITHM, algorithm, EncryptionHeaders.KMS_KEY_ID, keyId);
    assertThat(dual.keptBy(answer)).isEqualTo(kept);
    assertThat(dual.contradictedBy(answer)).isEqualTo(contradicted);
  }

  @Test
  void answer_withAnotherContext_isNoPromiseKept() {
    Map<String, String> more = new HashMap<>(CONTEXT);
    more.put("aws:s3:arn", "arn:aws:s3:::bucket/key");
    assertThat(dual.keptBy(withContext(KmsContext.toHeader(more)))).isTrue();
    assertThat(dual.keptBy(withContext(KmsContext.toHeader(Map.of("team", "red"))))).isFalse();
    assertThat(dual.keptBy(withContext("not base64"))).isFalse();
    assertThat(dual.keptBy(withContext(""))).isTrue();
  }

  @Test
  void answer_withoutTheBucketKeyAskedFor_isNoPromiseKept() {
    assertThat(single.keptBy(withBucketKey("true"))).isTrue();
    assertThat(single.keptBy(withBucketKey(""))).isTrue();
    assertThat(single.keptBy(withBucketKey("false"))).isFalse();
    assertThat(single.contradictedBy(withBucketKey("false"))).isTrue();
  }

  @Test
  void customerKey_notConfirmedByTheAnswer_isNoPromiseKept() {
    CustomerKey key = new CustomerKey(SecretBytes.take(new byte[32]));
    EncryptionHeaders sent = EncryptionHeaders.of(key).and(EncryptionHeaders.ofCopySource(key));
    String customer = "x-amz-server-side-encryption-customer-";
    SdkHttpResponse confirmed =
        answer(customer + "algorithm", "AES256", customer + "key-MD5", key.md5());
    assertThat(sent.keptBy(confirmed)).isTrue();
    assertThat(sent.keptBy(answer())).isFalse();
    assertThat(sent.keptBy(answer(customer + "algorithm", "AES256", customer + "key-MD5", "x")))
        .isFalse();
    assertThat(sent.toString()).doesNotContain(key.encoded());
  }

  private static EncryptionHeaders sent(ServerSideEncryption encryption) {
    return new Encryption(encryption).ofObject("any");
  }

  private static SdkHttpResponse withContext(String context) {
    return answer(
        EncryptionHeaders.ALGORITHM,
        "aws:kms:dsse",
        EncryptionHeaders.KMS_KEY_ID,
        "key-1",
        EncryptionHeaders.KMS_CONTEXT,
        context);
  }

  private static SdkHttpResponse withBucketKey(String value) {
    return answer(
        EncryptionHeaders.ALGORITHM,
        "aws:kms",
        EncryptionHeaders.KMS_KEY_ID,
        "key-1",
        EncryptionHeaders.BUCKET_KEY,
        value);
  }

  /** An empty value leaves its header out. */
  private static SdkHttpResponse answer(String... namesAndValues) {
    SdkHttpResponse.Builder http = SdkHttpResponse.builder().statusCode(200);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (!namesAndValues[i + 1].isEmpty()) {
        http.putHeader(namesAndValues[i], namesAndValues[i + 1]);
      }
    }
    return http.build();
  }
}
