package io.cofferfs.fs.s3;

import io.cofferfs.crypto.SecretBytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * The headers that ask the server to encrypt, on each request that needs them, and the check that
 * its answer says it did: there are servers that take the header and store plaintext.
 */
final class EncryptionHeaders {
  private static final String AES256 = "AES256";
  private static final String AWS_KMS = "aws:kms";

  private final @Nullable String algorithm;
  private final @Nullable String kmsKeyId;
  private final @Nullable SecretBytes customerKey;
  private final @Nullable String customerAlgorithm;
  private final @Nullable String customerKeyMd5;

  EncryptionHeaders(ServerSideEncryption encryption) {
    algorithm = algorithm(encryption);
    kmsKeyId = encryption instanceof ServerSideEncryption.Kms kms ? kms.keyId().orElse(null) : null;
    customerKey =
        encryption instanceof ServerSideEncryption.CustomerKey customer ? customer.key() : null;
    customerAlgorithm = customerKey == null ? null : AES256;
    customerKeyMd5 = customerKey == null ? null : customerKey.expose(EncryptionHeaders::md5);
  }

  private static @Nullable String algorithm(ServerSideEncryption encryption) {
    if (encryption instanceof ServerSideEncryption.Kms) {
      return AWS_KMS;
    }
    return encryption instanceof ServerSideEncryption.S3Managed ? AES256 : null;
  }

  boolean customerKeyed() {
    return customerKey != null;
  }

  void apply(PutObjectRequest.Builder request) {
    request
        .serverSideEncryption(algorithm)
        .ssekmsKeyId(kmsKeyId)
        .sseCustomerAlgorithm(customerAlgorithm)
        .sseCustomerKey(encodedKey())
        .sseCustomerKeyMD5(customerKeyMd5);
  }

  void apply(CreateMultipartUploadRequest.Builder request) {
    request
        .serverSideEncryption(algorithm)
        .ssekmsKeyId(kmsKeyId)
        .sseCustomerAlgorithm(customerAlgorithm)
        .sseCustomerKey(encodedKey())
        .sseCustomerKeyMD5(customerKeyMd5);
  }

  void apply(UploadPartRequest.Builder request) {
    request
        .sseCustomerAlgorithm(customerAlgorithm)
        .sseCustomerKey(encodedKey())
        .sseCustomerKeyMD5(customerKeyMd5);
  }

  void apply(CompleteMultipartUploadRequest.Builder request) {
    request
        .sseCustomerAlgorithm(customerAlgorithm)
        .sseCustomerKey(encodedKey())
        .sseCustomerKeyMD5(customerKeyMd5);
  }

  void apply(GetObjectRequest.Builder request) {
    request
        .sseCustomerAlgorithm(customerAlgorithm)
        .sseCustomerKey(encodedKey())
        .sseCustomerKeyMD5(customerKeyMd5);
  }

  void apply(HeadObjectRequest.Builder request) {
    request
        .sseCustomerAlgorithm(customerAlgorithm)
        .sseCustomerKey(encodedKey())
        .sseCustomerKeyMD5(customerKeyMd5);
  }

  void apply(CopyObjectRequest.Builder request) {
    String key = encodedKey();
    request
        .serverSideEncryption(algorithm)
        .ssekmsKeyId(kmsKeyId)
        .sseCustomerAlgorithm(customerAlgorithm)
        .sseCustomerKey(key)
        .sseCustomerKeyMD5(customerKeyMd5)
        .copySourceSSECustomerAlgorithm(customerAlgorithm)
        .copySourceSSECustomerKey(key)
        .copySourceSSECustomerKeyMD5(customerKeyMd5);
  }

  void apply(UploadPartCopyRequest.Builder request) {
    String key = encodedKey();
    request
        .sseCustomerAlgorithm(customerAlgorithm)
        .sseCustomerKey(key)
        .sseCustomerKeyMD5(customerKeyMd5)
        .copySourceSSECustomerAlgorithm(customerAlgorithm)
        .copySourceSSECustomerKey(key)
        .copySourceSSECustomerKeyMD5(customerKeyMd5);
  }

  boolean keptBy(PutObjectResponse answer) {
    return kept(answer.serverSideEncryptionAsString(), answer.ssekmsKeyId())
        && customerKeyKept(answer.sseCustomerAlgorithm(), answer.sseCustomerKeyMD5());
  }

  boolean keptBy(CreateMultipartUploadResponse answer) {
    return kept(answer.serverSideEncryptionAsString(), answer.ssekmsKeyId())
        && customerKeyKept(answer.sseCustomerAlgorithm(), answer.sseCustomerKeyMD5());
  }

  boolean keptBy(UploadPartResponse answer) {
    return customerKeyKept(answer.sseCustomerAlgorithm(), answer.sseCustomerKeyMD5());
  }

  boolean keptBy(UploadPartCopyResponse answer) {
    return customerKeyKept(answer.sseCustomerAlgorithm(), answer.sseCustomerKeyMD5());
  }

  boolean keptBy(CopyObjectResponse answer) {
    return kept(answer.serverSideEncryptionAsString(), answer.ssekmsKeyId())
        && customerKeyKept(answer.sseCustomerAlgorithm(), answer.sseCustomerKeyMD5());
  }

  /** The parts were checked one by one, so that silence says nothing against the whole. */
  boolean contradictedBy(CompleteMultipartUploadResponse answer) {
    return answer.serverSideEncryptionAsString() != null
        && !kept(answer.serverSideEncryptionAsString(), answer.ssekmsKeyId());
  }

  private boolean kept(@Nullable String answeredAlgorithm, @Nullable String answeredKeyId) {
    return algorithm == null || (algorithm.equals(answeredAlgorithm) && kmsKeyKept(answeredKeyId));
  }

  /** The answer has the key's ARN, whether it was asked for by ARN or by id. */
  private boolean kmsKeyKept(@Nullable String answered) {
    boolean byAlias = kmsKeyId != null && kmsKeyId.contains("alias/");
    if (kmsKeyId == null || byAlias) {
      return true;
    }
    return answered != null && (answered.endsWith(kmsKeyId) || kmsKeyId.endsWith(answered));
  }

  private boolean customerKeyKept(@Nullable String answeredAlgorithm, @Nullable String md5) {
    return customerKeyMd5 == null
        || (AES256.equals(answeredAlgorithm) && customerKeyMd5.equals(md5));
  }

  private @Nullable String encodedKey() {
    return customerKey == null ? null : customerKey.expose(Base64.getEncoder()::encodeToString);
  }

  private static String md5(byte[] key) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(key));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SSE-C needs MD5, which this JVM does not have", e);
    }
  }
}
