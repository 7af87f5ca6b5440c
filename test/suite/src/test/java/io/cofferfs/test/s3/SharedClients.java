package io.cofferfs.test.s3;

import io.cofferfs.fs.s3.ListPage;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.s3.MultipartUpload;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Clients that the tests of a class share, each with its bucket emptied for every test: a client
 * costs more to make than most tests to run.
 */
final class SharedClients {
  private final Map<Class<?>, ObjectStore> clients = new HashMap<>();

  interface Opening {
    ObjectStore open() throws ObjectStoreException;
  }

  /** The client of a class of tests, its bucket empty. What the contract closes stays open. */
  ObjectStore emptied(Class<?> owner, Opening opening) throws ObjectStoreException {
    ObjectStore client = clients.get(owner);
    if (client == null) {
      client = opening.open();
      clients.put(owner, client);
    }
    empty(client);
    return keptOpen(client);
  }

  private static void empty(ObjectStore store) throws ObjectStoreException {
    for (MultipartUpload upload : store.listMultipartUploads("")) {
      store.abortMultipartUpload(upload);
    }
    ListPage page = store.list(ListRequest.tree(""));
    store.deleteAll(page.objects().stream().map(ListedObject::key).toList());
  }

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
