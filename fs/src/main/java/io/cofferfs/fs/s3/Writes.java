package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * The requests that change a bucket, one for each method. What the server did not encrypt as asked
 * does not stay there: {@code BROKEN_PROMISE}.
 */
final class Writes {
  private static final String CONTENT_TYPE = "application/octet-stream";

  /** A server copies about this much faster than the slowest upload that is waited for. */
  private static final int COPY_SPEEDUP = 64;

  /** Completing many parts takes a server longer than other requests without a body. */
  private static final long COMPLETION_BYTES = 16 << 20;

  private final String bucket;
  private final Requests requests;
  private final EncryptionHeaders encryption;

  Writes(String bucket, Requests requests, EncryptionHeaders encryption) {
    this.bucket = bucket;
    this.requests = requests;
    this.encryption = encryption;
  }

  /** Returns the ETag where the answer has one. */
  Optional<ETag> put(
      String key, PartBody body, Map<String, String> metadata, Preconditions.Headers condition)
      throws ObjectStoreException {
    PutObjectRequest.Builder request =
        PutObjectRequest.builder()
            .bucket(bucket)
            .key(key)
            .metadata(metadata)
            .ifMatch(condition.ifMatch())
            .ifNoneMatch(condition.ifNoneMatch());
    encryption.apply(request);
    PutObjectResponse answer =
        requests.make(
            Operation.PUT_OBJECT,
            body.length(),
            (client, configuration) ->
                client.putObject(
                    request.overrideConfiguration(configuration).build(), content(body)));
    if (!encryption.keptBy(answer)) {
      remove(key, answer.versionId());
      throw unencrypted(Operation.PUT_OBJECT);
    }
    return Answers.optionalEtag(answer.eTag());
  }

  MultipartUpload createMultipartUpload(String key, Map<String, String> metadata)
      throws ObjectStoreException {
    CreateMultipartUploadRequest.Builder request =
        CreateMultipartUploadRequest.builder()
            .bucket(bucket)
            .key(key)
            .metadata(metadata)
            .contentType(CONTENT_TYPE);
    encryption.apply(request);
    CreateMultipartUploadResponse answer =
        requests.make(
            Operation.CREATE_UPLOAD,
            (client, configuration) ->
                client.createMultipartUpload(request.overrideConfiguration(configuration).build()));
    MultipartUpload upload = new MultipartUpload(key, answer.uploadId());
    if (!encryption.keptBy(answer)) {
      abortMultipartUpload(upload);
      throw unencrypted(Operation.CREATE_UPLOAD);
    }
    return upload;
  }

  UploadedPart uploadPart(MultipartUpload upload, int number, PartBody body)
      throws ObjectStoreException {
    UploadPartRequest.Builder request =
        UploadPartRequest.builder()
            .bucket(bucket)
            .key(upload.key())
            .uploadId(upload.uploadId())
            .partNumber(number);
    encryption.apply(request);
    UploadPartResponse answer =
        requests.make(
            Operation.UPLOAD_PART,
            body.length(),
            (client, configuration) ->
                client.uploadPart(
                    request.overrideConfiguration(configuration).build(), content(body)));
    if (!encryption.keptBy(answer)) {
      throw unencrypted(Operation.UPLOAD_PART);
    }
    return new UploadedPart(number, Answers.etag(answer.eTag()));
  }

  UploadedPart uploadPartCopy(
      MultipartUpload upload, int number, CopySource source, ByteRange range)
      throws ObjectStoreException {
    UploadPartCopyRequest.Builder request =
        UploadPartCopyRequest.builder()
            .destinationBucket(bucket)
            .destinationKey(upload.key())
            .uploadId(upload.uploadId())
            .partNumber(number)
            .sourceBucket(bucket)
            .sourceKey(source.key())
            .copySourceIfMatch(source.ifMatch().map(ETag::quoted).orElse(null))
            .copySourceRange(range.toHttpHeader());
    encryption.apply(request);
    UploadPartCopyResponse answer =
        requests.make(
            Operation.COPY_PART,
            range.length() / COPY_SPEEDUP,
            (client, configuration) ->
                client.uploadPartCopy(request.overrideConfiguration(configuration).build()));
    if (!encryption.keptBy(answer)) {
      throw unencrypted(Operation.COPY_PART);
    }
    return new UploadedPart(number, Answers.etag(answer.copyPartResult().eTag()));
  }

  /** Returns the ETag where the answer has one. */
  Optional<ETag> completeMultipartUpload(
      MultipartUpload upload, List<UploadedPart> parts, Preconditions.Headers condition)
      throws ObjectStoreException {
    CompleteMultipartUploadRequest.Builder request =
        CompleteMultipartUploadRequest.builder()
            .bucket(bucket)
            .key(upload.key())
            .uploadId(upload.uploadId())
            .multipartUpload(completed -> completed.parts(completed(parts)))
            .ifMatch(condition.ifMatch())
            .ifNoneMatch(condition.ifNoneMatch());
    encryption.apply(request);
    CompleteMultipartUploadResponse answer =
        requests.make(
            Operation.COMPLETE_UPLOAD,
            COMPLETION_BYTES,
            (client, configuration) ->
                client.completeMultipartUpload(
                    request.overrideConfiguration(configuration).build()));
    if (encryption.contradictedBy(answer)) {
      remove(upload.key(), answer.versionId());
      throw unencrypted(Operation.COMPLETE_UPLOAD);
    }
    return Answers.optionalEtag(answer.eTag());
  }

  private static List<CompletedPart> completed(List<UploadedPart> parts) {
    return parts.stream()
        .map(
            part ->
                CompletedPart.builder()
                    .partNumber(part.number())
                    .eTag(part.etag().quoted())
                    .build())
        .toList();
  }

  void abortMultipartUpload(MultipartUpload upload) throws ObjectStoreException {
    try {
      requests.make(
          Operation.ABORT_UPLOAD,
          (client, configuration) ->
              client.abortMultipartUpload(
                  request ->
                      request
                          .bucket(bucket)
                          .key(upload.key())
                          .uploadId(upload.uploadId())
                          .overrideConfiguration(configuration)));
    } catch (ObjectStoreException e) {
      if (e.reason() != Reason.NOT_FOUND) {
        throw e;
      }
    }
  }

  /**
   * Copies up to 5 GiB and returns the ETag where the answer has one. A copy that lacks its
   * encryption stays, because it may have replaced its own source.
   */
  Optional<ETag> copy(CopySource source, String key, Map<String, String> metadata)
      throws ObjectStoreException {
    CopyObjectRequest.Builder request =
        CopyObjectRequest.builder()
            .sourceBucket(bucket)
            .sourceKey(source.key())
            .copySourceIfMatch(source.ifMatch().map(ETag::quoted).orElse(null))
            .destinationBucket(bucket)
            .destinationKey(key)
            .contentType(CONTENT_TYPE)
            .metadata(metadata)
            .metadataDirective(MetadataDirective.REPLACE);
    encryption.apply(request);
    CopyObjectResponse answer =
        requests.make(
            Operation.COPY_OBJECT,
            source.length() / COPY_SPEEDUP,
            (client, configuration) ->
                client.copyObject(request.overrideConfiguration(configuration).build()));
    if (!encryption.keptBy(answer)) {
      throw unencrypted(Operation.COPY_OBJECT);
    }
    return Answers.optionalEtag(answer.copyObjectResult().eTag());
  }

  void delete(String key, Preconditions.Headers condition) throws ObjectStoreException {
    requests.make(
        Operation.DELETE_OBJECT,
        (client, configuration) ->
            client.deleteObject(
                request ->
                    request
                        .bucket(bucket)
                        .key(key)
                        .ifMatch(condition.ifMatch())
                        .overrideConfiguration(configuration)));
  }

  /** Takes back what should have been encrypted; in a versioned bucket that very version. */
  private void remove(String key, @Nullable String versionId) throws ObjectStoreException {
    requests.make(
        Operation.DELETE_OBJECT,
        (client, configuration) ->
            client.deleteObject(
                request ->
                    request
                        .bucket(bucket)
                        .key(key)
                        .versionId(versionId)
                        .overrideConfiguration(configuration)));
  }

  private static ObjectStoreException unencrypted(Operation operation) {
    return new ObjectStoreException(
        Reason.BROKEN_PROMISE,
        operation + ": the server's answer does not say that it encrypted as it was asked to");
  }

  private static RequestBody content(PartBody body) {
    return RequestBody.fromContentProvider(body::openStream, body.length(), CONTENT_TYPE);
  }
}
