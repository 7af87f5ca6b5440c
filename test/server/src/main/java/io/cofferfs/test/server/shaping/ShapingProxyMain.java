package io.cofferfs.test.server.shaping;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Runs a {@link ShapingProxy} by itself: arguments are the server's host and port, the round trip
 * in milliseconds and the bytes per second of a connection, 0 for no bound. It prints {@code
 * listening PORT}, answers each line {@code counts} of standard input with what went through so
 * far, and ends with standard input.
 */
public final class ShapingProxyMain {
  private ShapingProxyMain() {}

  public static void main(String[] arguments) throws IOException {
    InetSocketAddress server = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
    double roundTripMillis = Double.parseDouble(arguments[2]);
    Shape shape =
        new Shape(
            (long) (roundTripMillis * TimeUnit.MILLISECONDS.toNanos(1)),
            Long.parseLong(arguments[3]));
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (ShapingProxy proxy = ShapingProxy.start(server, shape)) {
      System.out.println("listening " + proxy.port());
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        System.out.println(
            line.equals("counts") ? proxy.traffic().toJson() : "unknown command " + line);
      }
    }
  }
}
