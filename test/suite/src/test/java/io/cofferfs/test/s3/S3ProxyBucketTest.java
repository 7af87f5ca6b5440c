package io.cofferfs.test.s3;

import io.cofferfs.fs.s3.AwsBucket;
import io.cofferfs.fs.s3.AwsObjectStore;
import io.cofferfs.fs.s3.Bucket;
import io.cofferfs.fs.s3.BucketContract;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ServerSideEncryption;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract of a bucket, against a server. */
final class S3ProxyBucketTest extends BucketContract {
  @RegisterExtension static final S3Servers S3 = new S3Servers();

  private String name = "";

  @Override
  protected Bucket newBucket() throws ObjectStoreException {
    name = S3.newBucketName();
    return AwsBucket.open(S3.secure(name));
  }

  @Override
  protected ObjectStore objects() throws ObjectStoreException {
    return AwsObjectStore.open(S3.secure(name), new ServerSideEncryption.BucketDefault());
  }
}
