package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.Requests.Cost;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

/**
 * The requests that change a bucket, one for each method. What the server did not encrypt as asked
 * does not stay there: {@code BROKEN_PROMISE}.
 */
final class Writes {
  private static final String ETAG = "ETag";
  private static final String VERSION_ID = "x-amz-version-id";

  /** A server copies about this much faster than the slowest upload that is waited for. */
  private static final int COPY_SPEEDUP = 64;

  /** Completing many parts takes a server longer than other requests without a body. */
  private static final long COMPLETION_BYTES = 16 << 20;

  private final String bucket;
  private final Requests requests;
  private final Encryption encryption;
  private final KeyTrials trials;
  private final KeyTrials.Finder keyFinder;

  /**
   * @param keyFinder tells which customer key an object is under that is to be copied
   */
  Writes(String bucket, Requests requests, Encryption encryption, KeyTrials.Finder keyFinder) {
    this.bucket = bucket;
    this.requests = requests;
    this.encryption = encryption;
    this.trials = new KeyTrials(encryption);
    this.keyFinder = keyFinder;
  }

  /** Returns the ETag where the answer has one. */
  Optional<ETag> put(
      String key, PartBody body, ObjectHeaders headers, Preconditions.Headers condition)
      throws ObjectStoreException {
    EncryptionHeaders encrypted = encryption.ofObject(key);
    SdkHttpResponse answer =
        requests.upload(
            new Upload(
                Operation.PUT_OBJECT,
                key,
                /* query= */ Map.of(),
                headers.all(encrypted, condition),
                body),
            (client, configuration) ->
                client.putObject(
                    request -> request.bucket(bucket).key(key).overrideConfiguration(configuration),
                    content(body)));
    if (!encrypted.keptBy(answer)) {
      String versionId = answer.firstMatchingHeader(VERSION_ID).orElse(null);
      throw unencrypted(Operation.PUT_OBJECT, () -> remove(key, versionId));
    }
    return Answers.optionalEtag(answer.firstMatchingHeader(ETAG).orElse(null));
  }

  MultipartUpload createMultipartUpload(String key, ObjectHeaders headers)
      throws ObjectStoreException {
    EncryptionHeaders encrypted = encryption.ofObject(key);
    CreateMultipartUploadResponse answer =
        requests.make(
            Cost.of(Operation.CREATE_UPLOAD),
            headers.contentAnd(encrypted),
            (client, configuration) ->
                client.createMultipartUpload(
                    request ->
                        request
                            .bucket(bucket)
                            .key(key)
                            .metadata(headers.metadata())
                            .overrideConfiguration(configuration)));
    MultipartUpload upload = new MultipartUpload(key, answer.uploadId());
    if (!encrypted.keptBy(answer.sdkHttpResponse())) {
      throw unencrypted(Operation.CREATE_UPLOAD, () -> abortMultipartUpload(upload));
    }
    return upload;
  }

  UploadedPart uploadPart(MultipartUpload upload, int number, PartBody body)
      throws ObjectStoreException {
    EncryptionHeaders encrypted = encryption.ofPart(upload.key());
    SdkHttpResponse answer =
        requests.upload(
            new Upload(
                Operation.UPLOAD_PART,
                upload.key(),
                Map.of("partNumber", String.valueOf(number), "uploadId", upload.uploadId()),
                encrypted.toSend(),
                body),
            (client, configuration) ->
                client.uploadPart(
                    request ->
                        request
                            .bucket(bucket)
                            .key(upload.key())
                            .uploadId(upload.uploadId())
                            .partNumber(number)
                            .overrideConfiguration(configuration),
                    content(body)));
    requireKept(Operation.UPLOAD_PART, encrypted, answer);
    return new UploadedPart(number, Answers.etag(answer), answer.firstMatchingHeader(Upload.CRC32));
  }

  UploadedPart uploadPartCopy(
      MultipartUpload upload, int number, CopySource source, ByteRange range)
      throws ObjectStoreException {
    EncryptionHeaders encrypted = encryption.ofPart(upload.key());
    UploadPartCopyRequest request =
        UploadPartCopyRequest.builder()
            .destinationBucket(bucket)
            .destinationKey(upload.key())
            .uploadId(upload.uploadId())
            .partNumber(number)
            .sourceBucket(bucket)
            .sourceKey(source.key())
            .copySourceIfMatch(source.ifMatch().map(ETag::quoted).orElse(null))
            .copySourceRange(range.toHttpHeader())
            .build();
    UploadPartCopyResponse answer =
        trials.copying(
            source.key(),
            fromSource ->
                requests.make(
                    new Cost(Operation.COPY_PART, range.length() / COPY_SPEEDUP),
                    encrypted.and(fromSource).toSend(),
                    (client, configuration) ->
                        client.uploadPartCopy(
                            request.toBuilder().overrideConfiguration(configuration).build())),
            keyFinder);
    requireKept(Operation.COPY_PART, encrypted, answer.sdkHttpResponse());
    CopyPartResult copied = answer.copyPartResult();
    return new UploadedPart(
        number, Answers.etag(copied.eTag()), Optional.ofNullable(copied.checksumCRC32()));
  }

  /** Returns the ETag where the answer has one. */
  Optional<ETag> completeMultipartUpload(
      MultipartUpload upload, List<UploadedPart> parts, Preconditions.Headers condition)
      throws ObjectStoreException {
    CompleteMultipartUploadResponse answer =
        requests.make(
            new Cost(Operation.COMPLETE_UPLOAD, COMPLETION_BYTES),
            encryption.ofPart(upload.key()).toSend(),
            (client, configuration) ->
                client.completeMultipartUpload(
                    request ->
                        request
                            .bucket(bucket)
                            .key(upload.key())
                            .uploadId(upload.uploadId())
                            .multipartUpload(completed -> completed.parts(completed(parts)))
                            .ifMatch(condition.ifMatch())
                            .ifNoneMatch(condition.ifNoneMatch())
                            .overrideConfiguration(configuration)));
    // The parts were checked one by one, so that silence says nothing against the whole.
    if (encryption.ofObject(upload.key()).contradictedBy(answer.sdkHttpResponse())) {
      throw unencrypted(Operation.COMPLETE_UPLOAD, () -> remove(upload.key(), answer.versionId()));
    }
    return Answers.optionalEtag(answer.eTag());
  }

  /** Their checksums all or not at all: there are servers that have none of a part they copied. */
  private static List<CompletedPart> completed(List<UploadedPart> parts) {
    boolean checked = parts.stream().allMatch(part -> part.crc32().isPresent());
    return parts.stream()
        .map(
            part ->
                CompletedPart.builder()
                    .partNumber(part.number())
                    .eTag(part.etag().quoted())
                    .checksumCRC32(checked ? part.crc32().get() : null)
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
  Optional<ETag> copy(
      CopySource source, String key, ObjectHeaders headers, Preconditions.Headers condition)
      throws ObjectStoreException {
    EncryptionHeaders encrypted = encryption.ofObject(key);
    CopyObjectRequest request =
        CopyObjectRequest.builder()
            .sourceBucket(bucket)
            .sourceKey(source.key())
            .copySourceIfMatch(source.ifMatch().map(ETag::quoted).orElse(null))
            .destinationBucket(bucket)
            .destinationKey(key)
            .ifMatch(condition.ifMatch())
            .metadata(headers.metadata())
            .metadataDirective(MetadataDirective.REPLACE)
            .build();
    CopyObjectResponse answer =
        trials.copying(
            source.key(),
            fromSource ->
                requests.make(
                    new Cost(Operation.COPY_OBJECT, source.length() / COPY_SPEEDUP),
                    headers.contentAnd(encrypted.and(fromSource)),
                    (client, configuration) ->
                        client.copyObject(
                            request.toBuilder().overrideConfiguration(configuration).build())),
            keyFinder);
    requireKept(Operation.COPY_OBJECT, encrypted, answer.sdkHttpResponse());
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

  private static void requireKept(
      Operation operation, EncryptionHeaders encrypted, SdkHttpResponse answer)
      throws ObjectStoreException {
    if (!encrypted.keptBy(answer)) {
      throw unencrypted(operation);
    }
  }

  /** Takes away what must not stay. */
  private interface CleanUp {
    void run() throws ObjectStoreException;
  }

  /** That it was not encrypted is what the caller learns, also where it could not be removed. */
  private static ObjectStoreException unencrypted(Operation operation, CleanUp cleanUp) {
    ObjectStoreException refusal = unencrypted(operation);
    try {
      cleanUp.run();
    } catch (ObjectStoreException e) {
      refusal.addSuppressed(e);
    }
    return refusal;
  }

  private static ObjectStoreException unencrypted(Operation operation) {
    return new ObjectStoreException(
        Reason.BROKEN_PROMISE,
        operation + ": the server's answer does not say that it encrypted as it was asked to");
  }

  private static RequestBody content(PartBody body) {
    return RequestBody.fromContentProvider(body::openStream, body.length(), Upload.CONTENT_TYPE);
  }
}
