package io.cofferfs.test.s3;

import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreContract;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ServerSideEncryption;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The contract of the port, against a server, in each way to reach it and to have it encrypt. The
 * tests of one way share a client.
 */
final class S3ProxyContractTest {
  @RegisterExtension static final S3Servers S3 = new S3Servers();

  private static final SharedClients CLIENTS = new SharedClients();

  abstract static class Contract extends ObjectStoreContract {

    abstract ObjectStore open(String bucket) throws ObjectStoreException;

    @Override
    protected ObjectStore newStore() throws ObjectStoreException {
      return CLIENTS.emptied(getClass(), () -> open(S3.newBucket()));
    }
  }

  @Nested
  final class OverHttp extends Contract {
    @Override
    ObjectStore open(String bucket) throws ObjectStoreException {
      return S3.open(S3.plain(bucket), new ServerSideEncryption.BucketDefault());
    }
  }

  @Nested
  final class OverHttps extends Contract {
    @Override
    ObjectStore open(String bucket) throws ObjectStoreException {
      return S3.open(S3.secure(bucket), new ServerSideEncryption.BucketDefault());
    }
  }

  @Nested
  final class WithKeysOfTheStore extends Contract {
    @Override
    ObjectStore open(String bucket) throws ObjectStoreException {
      return S3.open(S3.secure(bucket), new ServerSideEncryption.S3Managed());
    }
  }

  @Nested
  final class WithKeysOfTheKms extends Contract {
    @Override
    ObjectStore open(String bucket) throws ObjectStoreException {
      return S3.open(S3.secure(bucket), new ServerSideEncryption.Kms(Optional.of("testkey-1")));
    }
  }

  @Nested
  final class WithKeysOfTheCustomer extends Contract {
    @Override
    ObjectStore open(String bucket) throws ObjectStoreException {
      return S3.open(S3.secure(bucket), S3Servers.newCustomerKey());
    }
  }
}
