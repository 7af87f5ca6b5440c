package io.cofferfs.fs.s3;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One bucket of an S3 object store. Implementations are thread-safe, retry what may be retried, and
 * bound every attempt in time; what they throw is final for this call.
 *
 * <p>User metadata is a map from lower-case names without the {@code x-amz-meta-} prefix to ASCII
 * values.
 */
public interface ObjectStore extends AutoCloseable {

  /** Describes an object without its body. */
  ObjectInfo head(String key) throws ObjectStoreException;

  /**
   * Opens an object's body, or a range of it. A range that ends behind the object is cut to the
   * object; one that begins behind it is {@link ObjectStoreException.Reason#INVALID_RANGE}. The
   * caller closes the body, early if it wants no more.
   *
   * @param ifMatch the version wanted; another one is {@code PRECONDITION_FAILED}
   */
  ObjectBody get(String key, Optional<ByteRange> range, Optional<ETag> ifMatch)
      throws ObjectStoreException;

  /** Lists one page, in the order of the keys' UTF-8 bytes. */
  ListPage list(ListRequest request) throws ObjectStoreException;

  /** Stores a whole object in one request. The buffers are read from, not changed. */
  PutResult put(String key, PartBody body, Map<String, String> metadata, Precondition precondition)
      throws ObjectStoreException;

  /** Begins a multipart upload of an object with this metadata. */
  MultipartUpload createMultipartUpload(String key, Map<String, String> metadata)
      throws ObjectStoreException;

  /**
   * Uploads a part, replacing an earlier one of that number.
   *
   * @param number 1 to 10,000
   */
  UploadedPart uploadPart(MultipartUpload upload, int number, PartBody body)
      throws ObjectStoreException;

  /** Makes a part of a range of an existing object, on the server. */
  UploadedPart uploadPartCopy(
      MultipartUpload upload, int number, CopySource source, ByteRange range)
      throws ObjectStoreException;

  /** Makes the parts, all that were uploaded and in ascending order, an object. */
  PutResult completeMultipartUpload(
      MultipartUpload upload, List<UploadedPart> parts, Precondition precondition)
      throws ObjectStoreException;

  /** Forgets an upload and its parts. An upload that is unknown is no error. */
  void abortMultipartUpload(MultipartUpload upload) throws ObjectStoreException;

  /** Uploads begun under this prefix and neither completed nor aborted. */
  List<MultipartUpload> listMultipartUploads(String prefix) throws ObjectStoreException;

  /**
   * Copies an object on the server and gives the copy this metadata, and the content headers that
   * the source names; the source may be the destination. Objects above 5 GiB are copied in parts.
   */
  PutResult copy(CopySource source, String key, Map<String, String> metadata)
      throws ObjectStoreException;

  /** Deletes an object. With {@link Precondition#none()}, a missing object is no error. */
  void delete(String key, Precondition precondition) throws ObjectStoreException;

  /** Deletes many objects, in as few requests as the store allows; missing ones are no error. */
  void deleteAll(List<String> keys) throws ObjectStoreException;

  /**
   * Deletes many objects, each only in the version named, in as few requests as the store allows.
   * Stores that keep to no such condition have the versions looked at before, which leaves a gap;
   * nothing is believed of a store that it was not seen to do.
   *
   * @return what was not deleted, and why: {@code PRECONDITION_FAILED} of objects that are in
   *     another version. Those that are missing are not among them
   */
  Map<String, ObjectStoreException> deleteVersions(List<ObjectVersion> versions)
      throws ObjectStoreException;

  /**
   * Finds out what the first {@link #deleteVersions} would have to, and waits for that. Where it
   * cannot be found out, those who delete are told, not the caller.
   */
  void prepareToDeleteVersions();

  /**
   * Says where objects may be made for a moment, to see what the store does with them; until then
   * that is where a volume that is the whole bucket has them.
   *
   * @param directory ends in a slash; nothing but such objects is there
   */
  void probeUnder(String directory);

  /** The way to bring objects under another SSE-C key; where the store is opened with such keys. */
  default Optional<CustomerKeyRotation> customerKeyRotation() {
    return Optional.empty();
  }

  @Override
  void close();
}
