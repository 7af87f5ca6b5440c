package io.cofferfs.test.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * Makes each object one version at any time: S3Proxy reads body and metadata in separate steps, so
 * without the locks a GET could mix two versions. Refuses KMS keys that it does not know, as a KMS
 * does.
 */
final class AtomicBlobStore extends ForwardingBlobStore {
  /** Larger bodies are read under the lock, rather than into memory before it is taken. */
  private static final long BUFFERED_BODY_BYTES = 64 << 20;

  private final KeyLocks locks = new KeyLocks();
  private final Set<String> kmsKeys;

  AtomicBlobStore(BlobStore store, Set<String> kmsKeys) {
    super(store);
    this.kmsKeys = Set.copyOf(kmsKeys);
  }

  @Override
  public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
    return locks.reading(request.key(), () -> super.blobMetadata(request));
  }

  @Override
  public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
    return locks.reading(request.key(), () -> super.getBlob(request));
  }

  @Override
  public PutObjectResponse putBlob(PutObjectRequest request, InputStream body) {
    checkKey(request.serverSideEncryption(), request.ssekmsKeyId());
    InputStream received = request.contentLength() <= BUFFERED_BODY_BYTES ? buffered(body) : body;
    return locks.writing(request.key(), () -> super.putBlob(request, received));
  }

  @Override
  public CopyObjectResponse copyBlob(CopyObjectRequest request) {
    checkKey(request.serverSideEncryption(), request.ssekmsKeyId());
    return locks.writing(
        request.sourceKey(), request.destinationKey(), () -> super.copyBlob(request));
  }

  @Override
  public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
    return locks.writing(request.key(), () -> super.removeBlob(request));
  }

  @Override
  public MultipartUpload initiateMultipartUpload(CreateMultipartUploadRequest request) {
    checkKey(request.serverSideEncryption(), request.ssekmsKeyId());
    return super.initiateMultipartUpload(request);
  }

  @Override
  public CompleteMultipartUploadResponse completeMultipartUpload(
      MultipartUpload upload, CompleteMultipartUploadRequest request) {
    return locks.writing(request.key(), () -> super.completeMultipartUpload(upload, request));
  }

  private void checkKey(@Nullable ServerSideEncryption encryption, @Nullable String keyId) {
    if (encryption == ServerSideEncryption.AWS_KMS && keyId != null && !kmsKeys.contains(keyId)) {
      throw notFound("no KMS key " + keyId);
    }
  }

  private static S3Exception notFound(String message) {
    SdkHttpResponse answer = SdkHttpResponse.builder().statusCode(400).build();
    AwsErrorDetails details =
        AwsErrorDetails.builder()
            .errorCode("KMS.NotFoundException")
            .errorMessage(message)
            .sdkHttpResponse(answer)
            .build();
    return (S3Exception)
        S3Exception.builder().statusCode(400).message(message).awsErrorDetails(details).build();
  }

  private static InputStream buffered(InputStream body) {
    try {
      return new ByteArrayInputStream(body.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
