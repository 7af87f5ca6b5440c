package io.cofferfs.fs.s3;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingResponse;

/**
 * The tags of objects that are copied in another way than by CopyObject, which takes them along.
 * Where they cannot be read, as at servers that have none, copies go without. Thread-safe.
 */
final class Tags {
  private static final Logger log = LoggerFactory.getLogger(Tags.class);
  private static final String HEADER = "x-amz-tagging";

  private final String bucket;
  private final Requests requests;
  private volatile boolean unreadable;

  Tags(String bucket, Requests requests) {
    this.bucket = bucket;
    this.requests = requests;
  }

  /** The headers with the tags of this object, where there are any and they can be read. */
  ObjectHeaders with(String key, ObjectHeaders headers) throws ObjectStoreException {
    if (unreadable) {
      return headers;
    }
    String tags = read(key);
    return tags.isEmpty()
        ? headers
        : new ObjectHeaders(headers.metadata(), headers.content().with(HEADER, tags));
  }

  private String read(String key) throws ObjectStoreException {
    try {
      GetObjectTaggingResponse answer =
          requests.make(
              Operation.GET_TAGS,
              (client, configuration) ->
                  client.getObjectTagging(
                      request ->
                          request.bucket(bucket).key(key).overrideConfiguration(configuration)));
      return answer.tagSet().stream()
          .map(tag -> encode(tag.key()) + "=" + encode(tag.value()))
          .collect(Collectors.joining("&"));
    } catch (ObjectStoreException e) {
      return switch (e.reason()) {
        case ACCESS_DENIED, UNSUPPORTED, REJECTED -> {
          unreadable = true;
          log.info(
              "tags of objects cannot be read, so that some copies lack them: {}", e.getMessage());
          yield "";
        }
        default -> throw e;
      };
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
