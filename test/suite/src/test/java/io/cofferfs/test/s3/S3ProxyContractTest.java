package io.cofferfs.test.s3;

import io.cofferfs.fs.s3.ListPage;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.s3.MultipartUpload;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreContract;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ServerSideEncryption;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The contract of the port, against a server, in each way to reach it and to have it encrypt. The
 * tests of one way share a client, which costs more to make than most of them to run.
 */
final class S3ProxyContractTest {
  @RegisterExtension static final S3Servers S3 = new S3Servers();

  private static final Map<Class<?>, ObjectStore> CLIENTS = new HashMap<>();

  abstract static class Contract extends ObjectStoreContract {

    abstract ObjectStore open(String bucket) throws ObjectStoreException;

    @Override
    protected ObjectStore newStore() throws ObjectStoreException {
      ObjectStore client = CLIENTS.get(getClass());
      if (client == null) {
        client = open(S3.newBucket());
        CLIENTS.put(getClass(), client);
      }
      empty(client);
      return keptOpen(client);
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

  private static void empty(ObjectStore store) throws ObjectStoreException {
    for (MultipartUpload upload : store.listMultipartUploads("")) {
      store.abortMultipartUpload(upload);
    }
    ListPage page = store.list(ListRequest.tree(""));
    store.deleteAll(page.objects().stream().map(ListedObject::key).toList());
  }

  /** The store, which the contract closes after each test. */
  private static ObjectStore keptOpen(ObjectStore store) {
    return (ObjectStore)
        Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (proxy, method, arguments) ->
                method.getName().equals("close") ? null : invoke(store, method, arguments));
  }

  private static @Nullable Object invoke(ObjectStore store, Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(store, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
