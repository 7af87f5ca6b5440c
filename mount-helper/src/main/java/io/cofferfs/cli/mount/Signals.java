package io.cofferfs.cli.mount;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Signals of the operating system. Java has no supported way to them; {@code sun.misc.Signal} is
 * the one it keeps for the time being, and is reached by reflection because naming it is a compiler
 * warning.
 */
public final class Signals {
  private Signals() {}

  /** Runs {@code action}, on a thread of its own, whenever the signal arrives. */
  public static void on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler calls =
          (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
              action.run();
            }
            return null;
          };
      Object proxy =
          Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, calls);
      Object wanted = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handler).invoke(null, wanted, proxy);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "this Java does not let the signal " + name + " be handled", e);
    }
  }
}
