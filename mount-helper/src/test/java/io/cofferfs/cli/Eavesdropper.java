package io.cofferfs.cli;

import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.PartBody;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Hears all that requests tell a store: keys, prefixes, headers and bodies. */
final class Eavesdropper {
  private final List<String> heard = new CopyOnWriteArrayList<>();

  ObjectStore on(ObjectStore store) {
    return (ObjectStore)
        Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (self, method, arguments) -> invoke(store, method, arguments));
  }

  private Object invoke(ObjectStore store, Method method, Object[] arguments) throws Throwable {
    for (Object argument : arguments == null ? new Object[0] : arguments) {
      heard.add(argument instanceof PartBody body ? content(body) : argument.toString());
    }
    try {
      return method.invoke(store, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static String content(PartBody body) throws IOException {
    try (InputStream stream = body.openStream()) {
      return new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  List<String> heard() {
    return List.copyOf(heard);
  }
}
