package io.cofferfs.test.server.shaping;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A client's connection and the one to the server behind it. For the proxy's thread. */
final class Connection {
  private final SocketChannel client;
  private final SocketChannel server;
  private final SelectionKey clientKey;
  private final SelectionKey serverKey;
  private final Lane up;
  private final Lane down;
  private final Traffic traffic;
  private boolean upClosed;
  private boolean downClosed;

  Connection(
      SocketChannel client, SocketChannel server, Selector selector, Shape shape, Traffic traffic)
      throws IOException {
    this.client = client;
    this.server = server;
    this.traffic = traffic;
    long now = System.nanoTime();
    up = new Lane(shape, now + shape.roundTripNanos(), new RequestStream(traffic.requests()));
    down = new Lane(shape, now, bytes -> {});
    clientKey = client.register(selector, SelectionKey.OP_READ, this);
    serverKey = server.register(selector, SelectionKey.OP_READ, this);
    traffic.connected();
  }

  /** Takes in what the selected end has sent. */
  void receive(SelectionKey key, long now) throws IOException {
    if (key.isReadable()) {
      if (key.equals(clientKey)) {
        up.receive(client, now);
      } else {
        down.receive(server, now);
      }
    }
  }

  /** Hands on what is due, and asks the selector for what can go on next. */
  void forward(long now) throws IOException {
    if (up.nextNanos() <= now) {
      traffic.sent(up.forward(server, now));
    }
    if (down.nextNanos() <= now) {
      traffic.received(down.forward(client, now));
    }
    if (up.isOver() && !upClosed) {
      upClosed = true;
      server.shutdownOutput();
    }
    if (down.isOver() && !downClosed) {
      downClosed = true;
      client.shutdownOutput();
    }
    if (!isOver()) {
      expect(clientKey, up, down);
      expect(serverKey, down, up);
    }
  }

  private static void expect(SelectionKey key, Lane from, Lane to) {
    int wanted =
        (from.takesMore() ? SelectionKey.OP_READ : 0) | (to.isHeldUp() ? SelectionKey.OP_WRITE : 0);
    if (key.interestOps() != wanted) {
      key.interestOps(wanted);
    }
  }

  /** When it has to be served again though neither end stirs. */
  long nextNanos() {
    return Math.min(
        up.isHeldUp() ? Lane.NEVER : up.nextNanos(),
        down.isHeldUp() ? Lane.NEVER : down.nextNanos());
  }

  boolean isOver() {
    return upClosed && downClosed;
  }

  void close() throws IOException {
    try (client;
        server) {
      clientKey.cancel();
      serverKey.cancel();
    }
  }
}
