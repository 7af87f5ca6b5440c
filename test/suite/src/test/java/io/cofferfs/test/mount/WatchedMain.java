package io.cofferfs.test.mount;

import java.io.IOException;
import java.util.Arrays;

/**
 * Runs another main class, and ends this process, shutdown hooks and all, when standard input ends:
 * a mount must not outlive the test that made it, however that test dies.
 */
public final class WatchedMain {
  private WatchedMain() {}

  public static void main(String[] arguments) throws ReflectiveOperationException {
    Thread watch = new Thread(WatchedMain::exitAtEndOfInput, "watch");
    watch.setDaemon(true);
    watch.start();
    String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
    Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
  }

  private static void exitAtEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // Nobody says anything; it is the end that counts.
      }
    } catch (IOException e) {
      System.err.println("standard input failed: " + e);
    }
    System.exit(0);
  }
}
