package io.cofferfs.test.s3;

import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.fs.s3.AwsObjectStore;
import io.cofferfs.fs.s3.Connection;
import io.cofferfs.fs.s3.CopyLimits;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ServerSideEncryption;
import io.cofferfs.test.server.EmbeddedS3;
import io.cofferfs.test.server.Reaction;
import io.cofferfs.test.server.RequestHook;
import io.cofferfs.test.server.ServedRequest;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An embedded server for the tests of a class, which records what it is asked. */
final class S3Servers implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private final AtomicInteger buckets = new AtomicInteger();
  private final List<ServedRequest> requests = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private volatile RequestHook faults = RequestHook.NONE;
  private final EmbeddedS3.Builder kind;
  private @Nullable EmbeddedS3 running;

  S3Servers() {
    this(EmbeddedS3.builder());
  }

  /**
   * @param kind of server
   */
  S3Servers(EmbeddedS3.Builder kind) {
    this.kind = kind;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    if (running == null) {
      EmbeddedS3 server = kind.start();
      running = server;
      System.setProperty("aws.accessKeyId", server.accessKey());
      System.setProperty("aws.secretAccessKey", server.secretKey());
      server.hook(
          request -> {
            requests.add(request);
            return faults.on(request);
          });
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    faults = RequestHook.NONE;
    requests.clear();
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    boolean outermost = context.getParent().flatMap(ExtensionContext::getTestClass).isEmpty();
    if (outermost) {
      for (AutoCloseable store : opened) {
        store.close();
      }
      server().close();
    }
  }

  EmbeddedS3 server() {
    EmbeddedS3 server = running;
    if (server == null) {
      throw new IllegalStateException("no server before the tests begin");
    }
    return server;
  }

  /** Of a bucket that is not there. */
  String newBucketName() {
    return "bucket-" + buckets.incrementAndGet();
  }

  String newBucket() {
    String name = newBucketName();
    server().createBucket(name);
    return name;
  }

  /** A client of a new bucket over TLS. */
  ObjectStore newStore(ServerSideEncryption encryption) throws ObjectStoreException {
    return open(secure(newBucket()), encryption);
  }

  ObjectStore newStore() throws ObjectStoreException {
    return newStore(new ServerSideEncryption.BucketDefault());
  }

  ObjectStore open(Connection connection, ServerSideEncryption encryption)
      throws ObjectStoreException {
    ObjectStore store = AwsObjectStore.open(connection, encryption);
    opened.add(store);
    return store;
  }

  ObjectStore open(Connection connection, ServerSideEncryption encryption, CopyLimits limits)
      throws ObjectStoreException {
    ObjectStore store = AwsObjectStore.open(connection, encryption, limits);
    opened.add(store);
    return store;
  }

  Connection plain(String bucket) {
    return connection(bucket, server().endpoint(), PATIENCE);
  }

  Connection secure(String bucket) {
    return connection(bucket, server().secureEndpoint(), PATIENCE);
  }

  Connection impatient(String bucket) {
    return connection(bucket, server().secureEndpoint(), Duration.ofMillis(500));
  }

  Connection connection(String bucket, URI endpoint, Duration patience) {
    return new Connection(
        bucket,
        Optional.of(endpoint),
        Optional.empty(),
        Optional.empty(),
        Optional.of(server().caBundle()),
        /* anonymous= */ false,
        /* pathStyle= */ true,
        /* maxConnections= */ 16,
        patience,
        /* allowInsecureSseC= */ false);
  }

  /** What goes wrong until the test ends. */
  void faults(RequestHook hook) {
    faults = hook;
  }

  /** What goes wrong with the next requests that the condition picks, and only with as many. */
  void next(int count, RequestPredicate picks, Reaction reaction) {
    AtomicInteger left = new AtomicInteger(count);
    faults =
        request -> picks.test(request) && left.getAndDecrement() > 0 ? reaction : Reaction.pass();
  }

  interface RequestPredicate {
    boolean test(ServedRequest request);
  }

  static boolean isGet(ServedRequest request) {
    return request.method().equals("GET") && request.hasKey();
  }

  static boolean isPut(ServedRequest request) {
    return request.method().equals("PUT") && request.hasKey();
  }

  static boolean isCopy(ServedRequest request) {
    return request.header("x-amz-copy-source").isPresent();
  }

  static boolean isConditional(ServedRequest request) {
    boolean write = !request.method().equals("GET") && !request.method().equals("HEAD");
    return write
        && (request.header("if-match").isPresent() || request.header("if-none-match").isPresent());
  }

  /** Since the test began, or since the last {@link #forget}. */
  List<ServedRequest> requests() {
    return List.copyOf(requests);
  }

  long count(RequestPredicate picks) {
    return requests.stream().filter(picks::test).count();
  }

  void forget() {
    requests.clear();
  }

  static ServerSideEncryption.CustomerKeys newCustomerKey() {
    return new ServerSideEncryption.CustomerKeys(SecretBytes.random(new SecureRandom(), 32));
  }
}
