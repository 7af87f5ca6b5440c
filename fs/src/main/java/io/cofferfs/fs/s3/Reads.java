package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;

/** The requests that change nothing. What a server answers is held against what it was asked. */
final class Reads {
  private final String bucket;
  private final Requests requests;
  private final EncryptionHeaders encryption;

  Reads(String bucket, Requests requests, EncryptionHeaders encryption) {
    this.bucket = bucket;
    this.requests = requests;
    this.encryption = encryption;
  }

  ObjectInfo head(String key) throws ObjectStoreException {
    HeadObjectRequest.Builder request = HeadObjectRequest.builder().bucket(bucket).key(key);
    encryption.apply(request);
    HeadObjectResponse answer;
    try {
      answer =
          requests.make(
              Operation.HEAD_OBJECT,
              (client, configuration) ->
                  client.headObject(request.overrideConfiguration(configuration).build()));
    } catch (ObjectStoreException e) {
      return explained(key, e);
    }
    return Answers.info(key, answer);
  }

  /** A HEAD's answer has no body to say why it was refused; that of a GET has. */
  private ObjectInfo explained(String key, ObjectStoreException refusal)
      throws ObjectStoreException {
    if (refusal.reason() != Reason.REJECTED) {
      throw refusal;
    }
    ResponseInputStream<GetObjectResponse> body = open(key, Optional.empty(), Optional.empty());
    body.abort();
    return Answers.info(key, body.response());
  }

  ObjectBody get(String key, Optional<ByteRange> range, Optional<ETag> ifMatch)
      throws ObjectStoreException {
    ResponseInputStream<GetObjectResponse> opened = open(key, range, ifMatch);
    ObjectInfo info = Answers.info(key, opened.response());
    long start = range.map(ByteRange::start).orElse(0L);
    long end = Math.min(range.map(ByteRange::end).orElse(Long.MAX_VALUE), info.length());
    return new ObjectBody(
        info,
        new ResumingStream(
            rest -> open(key, Optional.of(rest), Optional.of(info.etag())), start, end, opened));
  }

  private ResponseInputStream<GetObjectResponse> open(
      String key, Optional<ByteRange> range, Optional<ETag> ifMatch) throws ObjectStoreException {
    GetObjectRequest.Builder request = GetObjectRequest.builder().bucket(bucket).key(key);
    encryption.apply(request);
    range.ifPresent(wanted -> request.range(wanted.toHttpHeader()));
    ifMatch.ifPresent(wanted -> request.ifMatch(wanted.quoted()));
    ResponseInputStream<GetObjectResponse> body =
        requests.make(
            Operation.GET_OBJECT,
            (client, configuration) ->
                client.getObject(request.overrideConfiguration(configuration).build()));
    try {
      requireVersion(body.response(), ifMatch);
      requireRange(body.response(), range);
      return body;
    } catch (ObjectStoreException e) {
      body.abort();
      throw e;
    }
  }

  /** There are servers that ignore the condition. */
  private static void requireVersion(GetObjectResponse answer, Optional<ETag> wanted)
      throws ObjectStoreException {
    if (wanted.isPresent() && !wanted.get().equals(Answers.etag(answer.eTag()))) {
      throw new ObjectStoreException(
          Reason.PRECONDITION_FAILED, "GET_OBJECT: the answer is another version");
    }
  }

  private static void requireRange(GetObjectResponse answer, Optional<ByteRange> wanted)
      throws ObjectStoreException {
    if (wanted.isEmpty()) {
      return;
    }
    String range = answer.contentRange();
    if (range == null || !range.startsWith("bytes " + wanted.get().start() + "-")) {
      throw new ObjectStoreException(
          Reason.BROKEN_PROMISE, "GET_OBJECT: the answer is not the range asked for");
    }
  }

  ListPage list(ListRequest wanted) throws ObjectStoreException {
    ListObjectsV2Request.Builder request =
        ListObjectsV2Request.builder()
            .bucket(bucket)
            .prefix(wanted.prefix())
            .delimiter(wanted.delimited() ? "/" : null)
            .continuationToken(wanted.continuation().orElse(null))
            .maxKeys(wanted.maxKeys())
            // XML cannot hold every character of a key; the SDK decodes them again.
            .encodingType(EncodingType.URL);
    return Answers.page(
        requests.make(
            Operation.LIST_OBJECTS,
            (client, configuration) ->
                client.listObjectsV2(request.overrideConfiguration(configuration).build())));
  }

  List<MultipartUpload> listMultipartUploads(String prefix) throws ObjectStoreException {
    List<MultipartUpload> uploads = new ArrayList<>();
    ListMultipartUploadsRequest.Builder request =
        ListMultipartUploadsRequest.builder()
            .bucket(bucket)
            .prefix(prefix)
            .encodingType(EncodingType.URL);
    ListMultipartUploadsResponse page;
    do {
      page =
          requests.make(
              Operation.LIST_UPLOADS,
              (client, configuration) ->
                  client.listMultipartUploads(
                      request.overrideConfiguration(configuration).build()));
      page.uploads().stream()
          .map(upload -> new MultipartUpload(upload.key(), upload.uploadId()))
          .forEach(uploads::add);
      request.keyMarker(page.nextKeyMarker()).uploadIdMarker(page.nextUploadIdMarker());
    } while (Boolean.TRUE.equals(page.isTruncated()));
    return uploads;
  }
}
