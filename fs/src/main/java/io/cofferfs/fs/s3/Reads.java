package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.KeyTrials.Fitted;
import io.cofferfs.fs.s3.KeyTrials.Trial;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;

/** The requests that change nothing. What a server answers is held against what it was asked. */
final class Reads {
  private final String bucket;
  private final Requests requests;
  private final Encryption encryption;
  private final KeyTrials trials;

  Reads(String bucket, Requests requests, Encryption encryption) {
    this.bucket = bucket;
    this.requests = requests;
    this.encryption = encryption;
    this.trials = new KeyTrials(encryption);
  }

  ObjectInfo head(String key) throws ObjectStoreException {
    return headUnderItsKey(key).answer();
  }

  /** An object, and the customer key that it is under. */
  Fitted<ObjectInfo> headUnderItsKey(String key) throws ObjectStoreException {
    HeadObjectRequest.Builder request = HeadObjectRequest.builder().bucket(bucket).key(key);
    Trial<SdkHttpResponse> trial =
        headers ->
            requests.head(
                key,
                headers.toSend(),
                (client, configuration) ->
                    client.headObject(request.overrideConfiguration(configuration).build()));
    try {
      Fitted<SdkHttpResponse> fitted = trials.reading(key, trial, answer -> answer);
      return new Fitted<>(Answers.info(key, fitted.answer()), fitted.key());
    } catch (ObjectStoreException e) {
      return explained(key, e);
    }
  }

  /** A HEAD's answer has no body to say why it was refused; that of a GET has. */
  private Fitted<ObjectInfo> explained(String key, ObjectStoreException refusal)
      throws ObjectStoreException {
    if (refusal.reason() != Reason.REJECTED) {
      throw refusal;
    }
    GetObjectRequest request = GetObjectRequest.builder().bucket(bucket).key(key).build();
    ResponseInputStream<SdkHttpResponse> body = open(request, encryption.likeliest(key));
    body.abort();
    return new Fitted<>(Answers.info(key, body.response()), Optional.empty());
  }

  ObjectBody get(String key, Optional<ByteRange> range, Optional<ETag> ifMatch)
      throws ObjectStoreException {
    ResponseInputStream<SdkHttpResponse> opened = open(key, range, ifMatch);
    ObjectInfo info = info(key, opened);
    long start = range.map(ByteRange::start).orElse(0L);
    long end = Math.min(range.map(ByteRange::end).orElse(Long.MAX_VALUE), info.length());
    return new ObjectBody(
        info,
        new ResumingStream(
            rest -> open(key, Optional.of(rest), Optional.of(info.etag())), start, end, opened));
  }

  private static ObjectInfo info(String key, ResponseInputStream<SdkHttpResponse> opened)
      throws ObjectStoreException {
    try {
      return Answers.info(key, opened.response());
    } catch (ObjectStoreException e) {
      opened.abort();
      throw e;
    }
  }

  private ResponseInputStream<SdkHttpResponse> open(
      String key, Optional<ByteRange> range, Optional<ETag> ifMatch) throws ObjectStoreException {
    GetObjectRequest.Builder wanted = GetObjectRequest.builder().bucket(bucket).key(key);
    range.ifPresent(bytes -> wanted.range(bytes.toHttpHeader()));
    ifMatch.ifPresent(version -> wanted.ifMatch(version.quoted()));
    GetObjectRequest request = wanted.build();
    ResponseInputStream<SdkHttpResponse> body =
        trials
            .reading(key, headers -> open(request, headers), ResponseInputStream::response)
            .answer();
    try {
      requireVersion(body.response(), ifMatch);
      requireRange(body.response(), range);
      return body;
    } catch (ObjectStoreException e) {
      body.abort();
      throw e;
    }
  }

  private ResponseInputStream<SdkHttpResponse> open(
      GetObjectRequest request, EncryptionHeaders headers) throws ObjectStoreException {
    return requests.get(
        request,
        headers.toSend(),
        (client, configuration) ->
            client.getObject(request.toBuilder().overrideConfiguration(configuration).build()));
  }

  /** There are servers that ignore the condition. */
  private static void requireVersion(SdkHttpResponse answer, Optional<ETag> wanted)
      throws ObjectStoreException {
    if (wanted.isPresent() && !wanted.get().equals(Answers.etag(answer))) {
      throw new ObjectStoreException(
          Reason.PRECONDITION_FAILED, "GET_OBJECT: the answer is another version");
    }
  }

  private static void requireRange(SdkHttpResponse answer, Optional<ByteRange> wanted)
      throws ObjectStoreException {
    if (wanted.isEmpty()) {
      return;
    }
    String start = "bytes " + wanted.get().start() + "-";
    if (!answer.firstMatchingHeader(Answers.CONTENT_RANGE).orElse("").startsWith(start)) {
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
    return requests.list(
        wanted,
        (client, configuration) ->
            client.listObjectsV2(request.overrideConfiguration(configuration).build()));
  }

  List<MultipartUpload> listMultipartUploads(String prefix) throws ObjectStoreException {
    return UploadListing.under(prefix, bucket, requests).stream()
        .map(upload -> new MultipartUpload(upload.key(), upload.uploadId()))
        .toList();
  }
}
