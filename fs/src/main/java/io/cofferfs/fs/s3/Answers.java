package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The SDK's answers in the port's terms. An answer without an ETag is no answer. */
final class Answers {
  static final String CONTENT_RANGE = "Content-Range";

  private static final String DEFAULT_STORAGE_CLASS = "STANDARD";
  static final String METADATA = "x-amz-meta-";

  private Answers() {}

  /** What the headers of an object, or of a range of it, say. */
  static ObjectInfo info(String key, SdkHttpResponse answer) throws ObjectStoreException {
    return new ObjectInfo(
        key,
        etag(answer),
        length(answer),
        lastModified(answer),
        metadata(answer),
        storageClass(answer.firstMatchingHeader("x-amz-storage-class").orElse(null)),
        ContentHeaders.of(answer),
        new Keeping(
            answer.firstMatchingHeader("x-amz-version-id"), EncryptionRules.stored(answer)));
  }

  /** The length of the object is behind the slash of {@code Content-Range: bytes 0-9/1000}. */
  private static long length(SdkHttpResponse answer) throws ObjectStoreException {
    String text =
        answer
            .firstMatchingHeader(CONTENT_RANGE)
            .map(range -> range.substring(range.indexOf('/') + 1))
            .or(() -> answer.firstMatchingHeader("Content-Length"))
            .orElse("");
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new ObjectStoreException(Reason.BROKEN_PROMISE, "an answer has no length", e);
    }
  }

  static ListPage page(ListObjectsV2Response answer) throws ObjectStoreException {
    List<ListedObject> objects = new ArrayList<>(answer.contents().size());
    for (S3Object object : answer.contents()) {
      objects.add(listed(object));
    }
    return new ListPage(
        objects,
        answer.commonPrefixes().stream().map(CommonPrefix::prefix).toList(),
        continuation(Boolean.TRUE.equals(answer.isTruncated()), answer.nextContinuationToken()));
  }

  /** What is behind a page must not be taken for missing. */
  static Optional<String> continuation(boolean truncated, @Nullable String token)
      throws ObjectStoreException {
    if (!truncated) {
      return Optional.empty();
    }
    if (token == null) {
      throw new ObjectStoreException(
          Reason.BROKEN_PROMISE, "a listing goes on, and does not say how to ask for the rest");
    }
    return Optional.of(token);
  }

  private static ListedObject listed(S3Object object) throws ObjectStoreException {
    return new ListedObject(
        object.key(),
        etag(object.eTag()),
        object.size(),
        lastModified(object.lastModified()),
        storageClass(object.storageClassAsString()));
  }

  static ETag etag(SdkHttpResponse answer) throws ObjectStoreException {
    return etag(answer.firstMatchingHeader("ETag").orElse(null));
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

  /** The epoch where nothing was said. */
  static Instant lastModified(@Nullable Instant answered) {
    return answered == null ? Instant.EPOCH : answered;
  }

  static String storageClass(@Nullable String answered) {
    return answered == null ? DEFAULT_STORAGE_CLASS : answered;
  }

  private static Instant lastModified(SdkHttpResponse answer) throws ObjectStoreException {
    Optional<String> answered = answer.firstMatchingHeader("Last-Modified");
    try {
      return answered
          .map(text -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)))
          .orElse(Instant.EPOCH);
    } catch (DateTimeParseException e) {
      throw new ObjectStoreException(
          Reason.BROKEN_PROMISE, "an answer's Last-Modified is no time", e);
    }
  }

  private static Map<String, String> metadata(SdkHttpResponse answer) {
    Map<String, String> metadata = new HashMap<>();
    answer.forEachHeader(
        (name, values) -> {
          String header = name.toLowerCase(Locale.ROOT);
          if (header.startsWith(METADATA)) {
            metadata.put(header.substring(METADATA.length()), String.join(",", values));
          }
        });
    return metadata;
  }
}
