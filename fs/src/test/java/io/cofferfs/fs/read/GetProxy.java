package io.cofferfs.fs.read;

import io.cofferfs.fs.s3.ByteRange;
import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.ObjectStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A store whose GET requests pass by a test, which may change them. */
final class GetProxy {
  private final ObjectStore store;
  private final UnaryOperator<Get> change;

  record Get(String key, Optional<ByteRange> range, Optional<ETag> ifMatch) {
    long length() {
      return range.orElseThrow().length();
    }
  }

  private GetProxy(ObjectStore store, UnaryOperator<Get> change) {
    this.store = store;
    this.change = change;
  }

  static ObjectStore of(ObjectStore store, UnaryOperator<Get> change) {
    GetProxy proxy = new GetProxy(store, change);
    return (ObjectStore)
        Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (self, method, arguments) -> proxy.invoke(method, arguments));
  }

  private Object invoke(Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("get")) {
      Get get =
          change.apply(
              new Get(
                  (String) arguments[0],
                  ((Optional<?>) arguments[1]).map(ByteRange.class::cast),
                  ((Optional<?>) arguments[2]).map(ETag.class::cast)));
      return store.get(get.key(), get.range(), get.ifMatch());
    }
    try {
      return method.invoke(store, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
