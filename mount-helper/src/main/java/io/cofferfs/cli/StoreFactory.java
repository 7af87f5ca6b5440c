package io.cofferfs.cli;

import io.cofferfs.fs.s3.Bucket;
import io.cofferfs.fs.s3.Connection;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ServerSideEncryption;

/** Connects to a bucket. */
interface StoreFactory {
  ObjectStore open(Connection connection, ServerSideEncryption encryption)
      throws ObjectStoreException;

  /** For the bucket as a whole; it need not be there. */
  Bucket openBucket(Connection connection) throws ObjectStoreException;
}
