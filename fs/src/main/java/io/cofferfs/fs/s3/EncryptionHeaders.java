package io.cofferfs.fs.s3;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * The headers about encryption that one request carries, and what its answer must say to them:
 * there are servers that take such a header and store plaintext. Holds keys, so that it is made for
 * a request and dropped with it.
 */
final class EncryptionHeaders {
  static final String AES256 = "AES256";

  static final String ALGORITHM = "x-amz-server-side-encryption";
  static final String KMS_KEY_ID = "x-amz-server-side-encryption-aws-kms-key-id";
  static final String KMS_CONTEXT = "x-amz-server-side-encryption-context";
  static final String BUCKET_KEY = "x-amz-server-side-encryption-bucket-key-enabled";

  private static final String CUSTOMER = "x-amz-server-side-encryption-customer-";
  private static final String COPY_SOURCE = "x-amz-copy-source-server-side-encryption-customer-";
  static final String CUSTOMER_ALGORITHM = CUSTOMER + "algorithm";
  private static final String CUSTOMER_KEY_MD5 = CUSTOMER + "key-md5";

  static final EncryptionHeaders NONE = new EncryptionHeaders(Map.of());

  private final Map<String, String> sent;

  EncryptionHeaders(Map<String, String> sent) {
    this.sent = Map.copyOf(sent);
  }

  /** The headers under which an object is written or read. */
  static EncryptionHeaders of(CustomerKey key) {
    return customer(CUSTOMER, key);
  }

  /** The headers under which an object is copied from. */
  static EncryptionHeaders ofCopySource(CustomerKey key) {
    return customer(COPY_SOURCE, key);
  }

  private static EncryptionHeaders customer(String prefix, CustomerKey key) {
    return new EncryptionHeaders(
        Map.of(
            prefix + "algorithm", AES256,
            prefix + "key", key.encoded(),
            prefix + "key-md5", key.md5()));
  }

  EncryptionHeaders and(EncryptionHeaders others) {
    Map<String, String> both = new HashMap<>(sent);
    both.putAll(others.sent);
    return new EncryptionHeaders(both);
  }

  Map<String, String> toSend() {
    return sent;
  }

  /** Whether the answer says that the server did all that it was asked to. */
  boolean keptBy(SdkHttpResponse answer) {
    return confirmed(ALGORITHM, answer)
        && confirmed(CUSTOMER_ALGORITHM, answer)
        && confirmed(CUSTOMER_KEY_MD5, answer)
        && isSameKmsKey(sent.get(KMS_KEY_ID), said(KMS_KEY_ID, answer).orElse(null))
        && !contradicted(answer);
  }

  /** Whether the answer says that the server did something else. Silence is none of that. */
  boolean contradictedBy(SdkHttpResponse answer) {
    Optional<String> algorithm = said(ALGORITHM, answer);
    boolean otherAlgorithm = sent.containsKey(ALGORITHM) && !agrees(ALGORITHM, algorithm);
    Optional<String> key = said(KMS_KEY_ID, answer);
    boolean otherKey = key.isPresent() && !isSameKmsKey(sent.get(KMS_KEY_ID), key.get());
    return otherAlgorithm || otherKey || contradicted(answer);
  }

  /**
   * What only some servers repeat, so that silence about it proves nothing: the context, to which
   * S3 adds something of its own, and bucket keys.
   */
  private boolean contradicted(SdkHttpResponse answer) {
    String context = sent.get(KMS_CONTEXT);
    Optional<String> answered = said(KMS_CONTEXT, answer);
    boolean otherContext =
        context != null && answered.isPresent() && !KmsContext.includes(answered.get(), context);
    return otherContext || !agrees(BUCKET_KEY, said(BUCKET_KEY, answer));
  }

  private boolean confirmed(String header, SdkHttpResponse answer) {
    String asked = sent.get(header);
    return asked == null || asked.equals(said(header, answer).orElse(null));
  }

  private boolean agrees(String header, Optional<String> said) {
    String asked = sent.get(header);
    return asked == null || said.isEmpty() || asked.equalsIgnoreCase(said.get());
  }

  private static Optional<String> said(String header, SdkHttpResponse answer) {
    return answer.firstMatchingHeader(header);
  }

  /** The answer has the key's ARN, whether it was asked for by ARN or by id. */
  private static boolean isSameKmsKey(@Nullable String asked, @Nullable String answered) {
    boolean byAlias = asked != null && asked.contains("alias/");
    if (asked == null || byAlias) {
      return true;
    }
    return answered != null
        && (answered.equals(asked)
            || answered.endsWith("/" + asked)
            || asked.endsWith("/" + answered));
  }

  @Override
  public String toString() {
    return "EncryptionHeaders" + sent.keySet();
  }
}
