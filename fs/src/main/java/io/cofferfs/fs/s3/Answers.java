package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The SDK's answers in the port's terms. An answer without an ETag is no answer. */
final class Answers {
  private static final String DEFAULT_STORAGE_CLASS = "STANDARD";

  private Answers() {}

  static ObjectInfo info(String key, HeadObjectResponse answer) throws ObjectStoreException {
    return new ObjectInfo(
        key,
        etag(answer.eTag()),
        answer.contentLength(),
        lastModified(answer.lastModified()),
        metadata(answer.metadata()),
        storageClass(answer.storageClassAsString()),
        ContentHeaders.of(answer.sdkHttpResponse()),
        new Keeping(Optional.ofNullable(answer.versionId()), EncryptionRules.stored(answer)));
  }

  /** The length of the object is behind the slash of {@code Content-Range: bytes 0-9/1000}. */
  static ObjectInfo info(String key, GetObjectResponse answer) throws ObjectStoreException {
    String range = answer.contentRange();
    long length =
        range == null
            ? answer.contentLength()
            : Long.parseLong(range.substring(range.indexOf('/') + 1));
    return new ObjectInfo(
        key,
        etag(answer.eTag()),
        length,
        lastModified(answer.lastModified()),
        metadata(answer.metadata()),
        storageClass(answer.storageClassAsString()),
        ContentHeaders.of(answer.sdkHttpResponse()),
        new Keeping(Optional.ofNullable(answer.versionId()), EncryptionRules.stored(answer)));
  }

  static ListPage page(ListObjectsV2Response answer) throws ObjectStoreException {
    List<ListedObject> objects = new ArrayList<>(answer.contents().size());
    for (S3Object object : answer.contents()) {
      objects.add(listed(object));
    }
    Optional<String> continuation =
        Boolean.TRUE.equals(answer.isTruncated())
            ? Optional.ofNullable(answer.nextContinuationToken())
            : Optional.empty();
    return new ListPage(
        objects, answer.commonPrefixes().stream().map(CommonPrefix::prefix).toList(), continuation);
  }

  private static ListedObject listed(S3Object object) throws ObjectStoreException {
    return new ListedObject(
        object.key(),
        etag(object.eTag()),
        object.size(),
        lastModified(object.lastModified()),
        storageClass(object.storageClassAsString()));
  }

  static ETag etag(@Nullable String text) throws ObjectStoreException {
    return optionalEtag(text)
        .orElseThrow(
            () -> new ObjectStoreException(Reason.BROKEN_PROMISE, "an answer has no ETag"));
  }

  /** Ceph before 18 leaves it empty where it has just made the object. */
  static Optional<ETag> optionalEtag(@Nullable String text) {
    return text == null || text.replace("\"", "").isEmpty()
        ? Optional.empty()
        : Optional.of(new ETag(text));
  }

  private static Instant lastModified(@Nullable Instant answered) {
    return answered == null ? Instant.EPOCH : answered;
  }

  private static String storageClass(@Nullable String answered) {
    return answered == null ? DEFAULT_STORAGE_CLASS : answered;
  }

  private static Map<String, String> metadata(Map<String, String> answered) {
    Map<String, String> metadata = new HashMap<>();
    answered.forEach((name, value) -> metadata.put(name.toLowerCase(Locale.ROOT), value));
    return metadata;
  }
}
