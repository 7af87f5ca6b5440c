package io.cofferfs.cli;

import io.cofferfs.fs.s3.AwsBucket;
import io.cofferfs.fs.s3.AwsObjectStore;
import io.cofferfs.fs.s3.Bucket;
import io.cofferfs.fs.s3.Connection;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ServerSideEncryption;

/** Connects through the AWS client. */
final class AwsStores implements StoreFactory {
  @Override
  public ObjectStore open(Connection connection, ServerSideEncryption encryption)
      throws ObjectStoreException {
    return AwsObjectStore.open(connection, encryption);
  }

  @Override
  public Bucket openBucket(Connection connection) throws ObjectStoreException {
    return AwsBucket.open(connection);
  }
}
