package io.cofferfs.test.server.shaping;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on this machine and passes each connection on to a server, later and slower as the {@link
 * Shape} has it. Bytes are never changed, so TLS goes through. One thread does it all.
 */
public final class ShapingProxy implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ShapingProxy.class);
  private static final int BACKLOG = 1024;
  private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

  private final InetSocketAddress server;
  private final Shape shape;
  private final ServerSocketChannel listener;
  private final Selector selector;
  private final Set<Connection> connections = new HashSet<>();
  private final Traffic traffic = new Traffic();
  private final Thread thread = new Thread(this::run, "shaping-proxy");
  private volatile boolean open = true;

  private ShapingProxy(
      InetSocketAddress server, Shape shape, ServerSocketChannel listener, Selector selector) {
    this.server = server;
    this.shape = shape;
    this.listener = listener;
    this.selector = selector;
  }

  /** Listens on a port that is free. */
  public static ShapingProxy start(InetSocketAddress server, Shape shape) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    listener.configureBlocking(false);
    Selector selector = Selector.open();
    listener.register(selector, SelectionKey.OP_ACCEPT);
    ShapingProxy proxy = new ShapingProxy(server, shape, listener, selector);
    proxy.thread.setDaemon(true);
    proxy.thread.start();
    return proxy;
  }

  public int port() {
    return listener.socket().getLocalPort();
  }

  public Traffic traffic() {
    return traffic;
  }

  @Override
  public void close() throws IOException {
    open = false;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    listener.close();
    selector.close();
  }

  private void run() {
    try {
      while (open) {
        await();
        long now = System.nanoTime();
        Iterator<SelectionKey> selected = selector.selectedKeys().iterator();
        while (selected.hasNext()) {
          serve(selected.next(), now);
          selected.remove();
        }
        forwardAll();
      }
    } catch (IOException e) {
      log.error("the shaping proxy failed", e);
    } finally {
      connections.forEach(ShapingProxy::end);
    }
  }

  /** The selector counts in milliseconds, which is too coarse for the last one of them. */
  private void await() throws IOException {
    long next = Lane.NEVER;
    for (Connection connection : connections) {
      next = Math.min(next, connection.nextNanos());
    }
    if (next == Lane.NEVER) {
      selector.select();
      return;
    }
    long wait = next == Long.MIN_VALUE ? 0 : next - System.nanoTime();
    if (wait >= MILLISECOND) {
      selector.select(wait / MILLISECOND);
    } else {
      if (wait > 0 && selector.selectNow() == 0) {
        LockSupport.parkNanos(wait);
      }
      selector.selectNow();
    }
  }

  private void serve(SelectionKey key, long now) throws IOException {
    if (!key.isValid()) {
      return;
    }
    if (key.isAcceptable()) {
      accept();
    } else if (key.attachment() instanceof Connection connection) {
      receive(connection, key, now);
    }
  }

  /** An end that goes away takes its connection along, and nothing else. */
  private void receive(Connection connection, SelectionKey key, long now) {
    try {
      connection.receive(key, now);
    } catch (IOException e) {
      log.debug("a connection broke", e);
      connections.remove(connection);
      end(connection);
    }
  }

  private void forwardAll() {
    long now = System.nanoTime();
    connections.removeIf(connection -> !goesOn(connection, now));
  }

  private static boolean goesOn(Connection connection, long now) {
    try {
      connection.forward(now);
      if (!connection.isOver()) {
        return true;
      }
    } catch (IOException e) {
      log.debug("a connection broke", e);
    }
    end(connection);
    return false;
  }

  private void accept() throws IOException {
    for (SocketChannel client = listener.accept(); client != null; client = listener.accept()) {
      try {
        SocketChannel behind = SocketChannel.open(server);
        connections.add(
            new Connection(prepared(client), prepared(behind), selector, shape, traffic));
      } catch (IOException e) {
        log.debug("the server at {} is not to be reached", server, e);
        client.close();
      }
    }
  }

  private static SocketChannel prepared(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return channel;
  }

  private static void end(Connection connection) {
    try {
      connection.close();
    } catch (IOException e) {
      log.debug("a connection did not close", e);
    }
  }
}
