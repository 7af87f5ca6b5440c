package io.cofferfs.test.server.kms;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A key management service on a loopback port of this machine. Its keys are gone with this process,
 * and so is everything that only they open. A test makes keys unusable and counts the calls.
 */
public final class EmbeddedKms implements AutoCloseable {
  /** The only region it is in. */
  public static final String REGION = "us-east-1";

  static final String ACCESS_KEY = "coffer";

  private final HttpServer server;
  private final ExecutorService threads;
  private final KeyRing ring;
  private final KmsHandler handler;

  private EmbeddedKms(
      HttpServer server, ExecutorService threads, KeyRing ring, KmsHandler handler) {
    this.server = server;
    this.threads = threads;
    this.ring = ring;
    this.handler = handler;
  }

  /**
   * Starts a service without keys.
   *
   * @param port 0 takes a free one
   */
  public static EmbeddedKms start(int port) throws IOException {
    KeyRing ring = new KeyRing();
    KmsHandler handler = new KmsHandler(new KmsOperations(ring));
    ExecutorService threads = Executors.newCachedThreadPool();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", handler);
    server.setExecutor(threads);
    server.start();
    return new EmbeddedKms(server, threads, ring, handler);
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Any secret key goes with it. */
  public String accessKey() {
    return ACCESS_KEY;
  }

  /**
   * Makes a key.
   *
   * @param id takes the place of the UUID of a real one
   * @return its ARN
   */
  public String createKey(String id) {
    return ring.create(id);
  }

  /**
   * Gives a key another name, or a name to another key.
   *
   * @param alias begins with {@code alias/}
   */
  public void alias(String alias, String keyId) {
    ring.alias(alias, keyId);
  }

  public void disable(String keyId) {
    ring.disable(keyId);
  }

  /** Takes from the caller the right to do this with that key. */
  public void deny(String keyId, KmsOperation operation) {
    ring.deny(keyId, operation);
  }

  /** Turns away as many requests, whatever they ask. */
  public void throttle(int requests) {
    handler.throttle(requests);
  }

  /** Requests for this since the start, those that were refused included. */
  public int calls(KmsOperation operation) {
    return handler.calls(operation);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
