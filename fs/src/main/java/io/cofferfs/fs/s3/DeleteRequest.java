package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/** The request that deletes many objects, each with a condition of its own or without. */
final class DeleteRequest {
  /** What S3 takes in one. */
  static final int MAX_KEYS = 1000;

  private final Requests requests;
  private final String bucket;

  DeleteRequest(Requests requests, String bucket) {
    this.requests = requests;
    this.bucket = bucket;
  }

  static ObjectIdentifier any(String key) {
    return ObjectIdentifier.builder().key(key).build();
  }

  static ObjectIdentifier only(ObjectVersion version) {
    return ObjectIdentifier.builder().key(version.key()).eTag(version.etag().quoted()).build();
  }

  /**
   * Makes it.
   *
   * @return what was not deleted, by key; missing objects are not among them
   */
  Map<String, ObjectStoreException> make(List<ObjectIdentifier> objects)
      throws ObjectStoreException {
    DeleteObjectsResponse answer =
        requests.make(
            Operation.DELETE_OBJECTS,
            (client, configuration) ->
                client.deleteObjects(
                    request ->
                        request
                            .bucket(bucket)
                            .delete(Delete.builder().objects(objects).quiet(true).build())
                            .overrideConfiguration(configuration)));
    Map<String, ObjectStoreException> kept = new HashMap<>();
    for (S3Error error : answer.errors()) {
      if (!"NoSuchKey".equals(error.code())) {
        kept.put(error.key(), failure(error.code()));
      }
    }
    return kept;
  }

  private static ObjectStoreException failure(String code) {
    Reason reason = ErrorMapping.reasonInBatch(code);
    return new ObjectStoreException(
        reason, Operation.DELETE_OBJECTS + " failed for some of the objects: " + code);
  }
}
