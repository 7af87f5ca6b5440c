package io.cofferfs.cli;

import io.cofferfs.fs.s3.Connection;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ServerSideEncryption;

/** Connects to a bucket. */
@FunctionalInterface
interface StoreFactory {
  ObjectStore open(Connection connection, ServerSideEncryption encryption)
      throws ObjectStoreException;
}
