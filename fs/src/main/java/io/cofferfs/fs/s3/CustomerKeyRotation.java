package io.cofferfs.fs.s3;

/**
 * Brings objects under the SSE-C key that is written with now. Thread-safe. The object keeps its
 * user metadata, content headers, storage class and, where they can be read, tags.
 */
public interface CustomerKeyRotation {

  /**
   * Re-keys one object where it stands: on the server, or down and up again where that cannot copy.
   * Whenever this is interrupted the object is whole, under its old key or under the new one.
   *
   * @throws ObjectStoreException {@code WRONG_CUSTOMER_KEY} if none of the keys fits, or the server
   *     does not say that the object is under one; {@code PRECONDITION_FAILED} if somebody else has
   *     changed it meanwhile: then it is to be looked at again
   */
  Rekeyed rekey(String key) throws ObjectStoreException;
}
