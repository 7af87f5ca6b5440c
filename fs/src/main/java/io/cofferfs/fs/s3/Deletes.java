package io.cofferfs.fs.s3;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/**
 * Deletes many objects, a thousand by request, or one by one where the server refuses that. A batch
 * is also refused for a key that XML cannot hold, so that a refusal is not remembered.
 */
final class Deletes {
  private static final Logger log = LoggerFactory.getLogger(Deletes.class);
  private static final int MAX_KEYS = 1000;

  private final Requests requests;
  private final String bucket;
  private final One one;

  /** Deletes an object; a missing one is no error. */
  interface One {
    void delete(String key) throws ObjectStoreException;
  }

  Deletes(Requests requests, String bucket, One one) {
    this.requests = requests;
    this.bucket = bucket;
    this.one = one;
  }

  void delete(List<String> keys) throws ObjectStoreException {
    for (int start = 0; start < keys.size(); start += MAX_KEYS) {
      batch(keys.subList(start, Math.min(start + MAX_KEYS, keys.size())));
    }
  }

  private void batch(List<String> keys) throws ObjectStoreException {
    try {
      requireNoErrors(request(keys));
    } catch (ObjectStoreException e) {
      switch (e.reason()) {
        case UNSUPPORTED, REJECTED -> {
          log.debug("{} objects are deleted one by one: {}", keys.size(), e.getMessage());
          oneByOne(keys);
        }
        default -> throw e;
      }
    }
  }

  private void oneByOne(List<String> keys) throws ObjectStoreException {
    for (String key : keys) {
      one.delete(key);
    }
  }

  private DeleteObjectsResponse request(List<String> keys) throws ObjectStoreException {
    List<ObjectIdentifier> objects =
        keys.stream().map(key -> ObjectIdentifier.builder().key(key).build()).toList();
    return requests.make(
        Operation.DELETE_OBJECTS,
        (client, configuration) ->
            client.deleteObjects(
                request ->
                    request
                        .bucket(bucket)
                        .delete(Delete.builder().objects(objects).quiet(true).build())
                        .overrideConfiguration(configuration)));
  }

  private static void requireNoErrors(DeleteObjectsResponse answer) throws ObjectStoreException {
    for (S3Error error : answer.errors()) {
      if ("NoSuchKey".equals(error.code())) {
        continue;
      }
      throw new ObjectStoreException(
          ErrorMapping.reasonInBatch(error.code()),
          Operation.DELETE_OBJECTS + " failed for some of the objects: " + error.code());
    }
  }
}
