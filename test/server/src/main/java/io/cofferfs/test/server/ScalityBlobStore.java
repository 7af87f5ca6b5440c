package io.cofferfs.test.server;

import java.io.InputStream;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * Answers for objects that are encrypted if their bucket is. A customer's key that comes along fits
 * every object, so that S3Proxy does not refuse it; {@link ScalityBuckets} takes that back out of
 * the answer.
 */
final class ScalityBlobStore extends ForwardingBlobStore {
  private final ScalityBuckets buckets;

  ScalityBlobStore(BlobStore store, ScalityBuckets buckets) {
    super(store);
    this.buckets = buckets;
  }

  @Override
  public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
    HeadObjectResponse answer =
        super.blobMetadata(
            request.toBuilder()
                .sseCustomerAlgorithm(null)
                .sseCustomerKey(null)
                .sseCustomerKeyMD5(null)
                .build());
    return answer.toBuilder()
        .serverSideEncryption(of(request.bucket()))
        .sseCustomerAlgorithm(request.sseCustomerAlgorithm())
        .sseCustomerKeyMD5(request.sseCustomerKeyMD5())
        .build();
  }

  @Override
  public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
    ResponseInputStream<GetObjectResponse> body =
        super.getBlob(
            request.toBuilder()
                .sseCustomerAlgorithm(null)
                .sseCustomerKey(null)
                .sseCustomerKeyMD5(null)
                .build());
    GetObjectResponse answer =
        body.response().toBuilder()
            .serverSideEncryption(of(request.bucket()))
            .sseCustomerAlgorithm(request.sseCustomerAlgorithm())
            .sseCustomerKeyMD5(request.sseCustomerKeyMD5())
            .build();
    return new ResponseInputStream<>(answer, body);
  }

  @Override
  public PutObjectResponse putBlob(PutObjectRequest request, InputStream body) {
    return super.putBlob(request, body).toBuilder()
        .serverSideEncryption(of(request.bucket()))
        .build();
  }

  private @Nullable ServerSideEncryption of(String bucket) {
    return buckets.isEncrypted(bucket) ? ServerSideEncryption.AES256 : null;
  }
}
