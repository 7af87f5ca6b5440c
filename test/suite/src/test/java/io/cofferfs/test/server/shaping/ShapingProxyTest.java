package io.cofferfs.test.server.shaping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that sends back what it gets, once it has got it all. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ShapingProxyTest {
  private ServerSocket server;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::echo, "echo");
    thread.setDaemon(true);
    thread.start();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void connection_throughTheProxy_carriesEveryByteBothWays() throws IOException {
    byte[] content = new byte[3_000_000];
    new SplittableRandom(1).nextBytes(content);
    try (ShapingProxy proxy = proxy(Shape.NONE)) {
      assertThat(exchange(proxy, content)).isEqualTo(content);
      assertThat(proxy.traffic().sentBytes()).isEqualTo(content.length);
      assertThat(proxy.traffic().receivedBytes()).isEqualTo(content.length);
      assertThat(proxy.traffic().connections()).isEqualTo(1);
    }
  }

  @Test
  void connection_shaped_takesAtLeastItsTimeAndCarriesEveryByte() throws IOException {
    byte[] content = new byte[1_000_000];
    new SplittableRandom(2).nextBytes(content);
    long roundTrip = TimeUnit.MILLISECONDS.toNanos(10);
    try (ShapingProxy proxy = proxy(new Shape(roundTrip, 20_000_000))) {
      long start = System.nanoTime();
      assertThat(exchange(proxy, content)).isEqualTo(content);
      // Setting up and the exchange itself; and as the echo begins at the end, both ways one after
      // the other.
      long least = 2 * roundTrip + 2 * TimeUnit.MILLISECONDS.toNanos(50);
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(least);
    }
  }

  @Test
  void connection_serverNotThere_isClosedAndTheProxyGoesOn() throws IOException {
    server.close();
    try (ShapingProxy proxy = proxy(Shape.NONE)) {
      for (int attempt = 0; attempt < 2; attempt++) {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
          assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
      }
    }
  }

  private ShapingProxy proxy(Shape shape) throws IOException {
    InetSocketAddress there =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    return ShapingProxy.start(there, shape);
  }

  private static byte[] exchange(ShapingProxy proxy, byte[] content) throws IOException {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
      client.getOutputStream().write(content);
      client.shutdownOutput();
      return client.getInputStream().readAllBytes();
    }
  }

  private void echo() {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        byte[] content = client.getInputStream().readAllBytes();
        client.getOutputStream().write(Arrays.copyOf(content, content.length));
      } catch (IOException e) {
        assertThat(server.isClosed()).isTrue();
      }
    }
  }
}
