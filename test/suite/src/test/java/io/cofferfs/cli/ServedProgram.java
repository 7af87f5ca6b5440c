package io.cofferfs.cli;

import io.cofferfs.fs.kms.AwsKms;
import io.cofferfs.fs.s3.AwsBucket;
import io.cofferfs.fs.s3.Bucket;
import io.cofferfs.fs.s3.Connection;
import io.cofferfs.fs.s3.EncryptionRule;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.test.server.EmbeddedS3;
import io.cofferfs.test.server.RequestHook;
import io.cofferfs.test.server.ServedRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The program in this process, against a server that is there for the tests of a class. */
final class ServedProgram implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
  final Map<String, String> environment = new HashMap<>();
  Clock clock = Clock.systemUTC();

  private final EmbeddedS3.Builder kind;
  private final AtomicInteger buckets = new AtomicInteger();
  private final List<ServedRequest> requests = new CopyOnWriteArrayList<>();
  private volatile RequestHook faults = RequestHook.NONE;
  private @Nullable EmbeddedS3 running;
  private Optional<Terminal> terminal = Optional.empty();
  private ByteArrayOutputStream out = new ByteArrayOutputStream();
  private ByteArrayOutputStream err = new ByteArrayOutputStream();

  ServedProgram(EmbeddedS3.Builder kind) {
    this.kind = kind;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
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

  @Override
  public void beforeEach(ExtensionContext context) {
    faults = RequestHook.NONE;
    environment.clear();
    terminal = Optional.empty();
    clock = Clock.systemUTC();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    server().close();
  }

  EmbeddedS3 server() {
    EmbeddedS3 server = running;
    if (server == null) {
      throw new IllegalStateException("no server before the tests begin");
    }
    return server;
  }

  /** The location of a bucket that is not there. */
  String newName() {
    return "s3://cli-" + buckets.incrementAndGet();
  }

  /** The location of an empty bucket. */
  String newBucket() {
    String location = newName();
    server().createBucket(location.substring("s3://".length()));
    return location;
  }

  Optional<EncryptionRule> rule(String bucket) throws ObjectStoreException {
    try (Bucket opened = AwsBucket.open(connection(bucket))) {
      return opened.encryption();
    }
  }

  void setRule(String bucket, EncryptionRule rule) throws ObjectStoreException {
    try (Bucket opened = AwsBucket.open(connection(bucket))) {
      opened.setEncryption(rule);
    }
  }

  Connection connection(String bucket) {
    return new Connection(
        bucket.substring("s3://".length()),
        Optional.of(server().secureEndpoint()),
        Optional.empty(),
        Optional.empty(),
        Optional.of(server().caBundle()),
        /* anonymous= */ false,
        /* pathStyle= */ true,
        /* maxConnections= */ 4,
        Duration.ofSeconds(20),
        /* allowInsecureSseC= */ false);
  }

  /** The exit code; connects over TLS. */
  int run(String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("--endpoint-url", server().secureEndpoint().toString()));
    all.addAll(List.of("--ca-bundle", server().caBundle().toString()));
    return runAlone(all.toArray(String[]::new));
  }

  /** The exit code, with no more arguments than these. */
  int runAlone(String... arguments) {
    out = new ByteArrayOutputStream();
    err = new ByteArrayOutputStream();
    requests.clear();
    CommandContext context =
        new CommandContext(
            new Environment(environment),
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, /* autoFlush= */ true, StandardCharsets.UTF_8),
            new PrintStream(err, /* autoFlush= */ true, StandardCharsets.UTF_8),
            () -> terminal,
            new AwsStores(),
            AwsKms::open,
            new SecureRandom(),
            clock,
            uid(),
            /* gid= */ 0);
    return new Program(context).run(arguments);
  }

  /** What goes wrong until the test ends. */
  void faults(RequestHook hook) {
    faults = hook;
  }

  void terminal(Terminal present) {
    terminal = Optional.of(present);
  }

  /** Of the last run. */
  List<ServedRequest> requests() {
    return List.copyOf(requests);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static long uid() {
    try {
      return ((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
