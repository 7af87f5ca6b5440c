package io.cofferfs.test.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.gaul.shaded.org.eclipse.jetty.http.HttpHeader;
import org.gaul.shaded.org.eclipse.jetty.server.Handler;
import org.gaul.shaded.org.eclipse.jetty.server.Server;

/**
 * An S3 server on loopback ports of this machine, over HTTP and HTTPS, that is gone with this
 * process. It checks signatures, preconditions and SSE-C keys; it stores bodies as they come.
 * Objects lie in the heap unless it was given a directory: allow three times their size.
 */
public final class EmbeddedS3 implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private static final Pattern BUCKET_NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  private final S3Proxy proxy;
  private final FrontDoor door;
  private final BlobStore store;
  private final Path caBundle;

  private EmbeddedS3(S3Proxy proxy, FrontDoor door, BlobStore store, Path caBundle) {
    this.proxy = proxy;
    this.door = door;
    this.store = store;
    this.caBundle = caBundle;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Starts a server with everything at its default. */
  public static EmbeddedS3 start() throws IOException {
    return builder().start();
  }

  public URI endpoint() {
    return URI.create("http://" + HOST + ":" + proxy.getPort());
  }

  public URI secureEndpoint() {
    return URI.create("https://" + HOST + ":" + proxy.getSecurePort());
  }

  /** A PEM file with the certificate of {@link #secureEndpoint}, which also is its authority. */
  public Path caBundle() {
    return caBundle;
  }

  public String accessKey() {
    return "coffer";
  }

  public String secretKey() {
    return "coffersecret";
  }

  public void createBucket(String name) {
    if (!BUCKET_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a bucket name, so no request would find it: " + name);
    }
    store.createContainer(name);
  }

  /** From now on this hook, and no other, sees the requests. */
  public void hook(RequestHook hook) {
    door.hook(hook);
  }

  @Override
  public void close() throws IOException {
    try {
      proxy.stop();
    } catch (Exception e) {
      throw new IOException("the embedded S3 server did not stop", e);
    } finally {
      store.close();
      Files.deleteIfExists(caBundle);
    }
  }

  /** How a server is to be. */
  public static final class Builder {
    private int httpPort;
    private int httpsPort;
    private Optional<Path> data = Optional.empty();
    private Set<String> kmsKeys = Set.of("testkey-1", "testkey-2");
    private boolean insecureCustomerKeys;
    private boolean scality;
    private ServerCharacter character = request -> Reaction.pass();
    private boolean smallParts;
    private Set<HttpHeader> ignoredConditions = Set.of();

    private Builder() {}

    /** 0, the default, takes a free one. */
    public Builder http(int port) {
      httpPort = port;
      return this;
    }

    /** 0, the default, takes a free one. */
    public Builder https(int port) {
      httpsPort = port;
      return this;
    }

    /**
     * Keeps objects in files under this directory, for more data than the heap holds; such a server
     * has no server-side encryption. The file system must have extended user attributes.
     */
    public Builder data(Path directory) {
      data = Optional.of(directory);
      return this;
    }

    /** The key ids that SSE-KMS may name. */
    public Builder kmsKeys(Set<String> ids) {
      kmsKeys = ids;
      return this;
    }

    /** Takes SSE-C keys over plain HTTP too, which is refused otherwise. */
    public Builder allowInsecureSseC() {
      insecureCustomerKeys = true;
      return this;
    }

    /** Takes parts of less than 5 MiB too, so that small files can have many. */
    public Builder smallParts() {
      smallParts = true;
      return this;
    }

    /** Is as old releases of Scality's server are about encryption; see {@link ScalityBuckets}. */
    public Builder likeScality() {
      scality = true;
      return this;
    }

    /** Blocks SSE-C in every bucket until told otherwise; see {@link Aws2026Buckets}. */
    public Builder likeAws2026() {
      character = new Aws2026Buckets();
      return this;
    }

    /**
     * Ignores the conditions of writes, without a word. Such a server takes every request for its
     * owner's, because what it does not see has been signed.
     */
    public Builder ignoringConditions() {
      ignoredConditions = Set.of(HttpHeader.IF_MATCH, HttpHeader.IF_NONE_MATCH);
      return this;
    }

    /** Ignores the one condition that an object is not there, and is else like that. */
    public Builder ignoringAbsence() {
      ignoredConditions = Set.of(HttpHeader.IF_NONE_MATCH);
      return this;
    }

    public EmbeddedS3 start() throws IOException {
      try {
        return open();
      } catch (IOException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException("the embedded S3 server did not start", e);
      }
    }

    private EmbeddedS3 open() throws Exception {
      SelfSignedCertificate certificate = SelfSignedCertificate.create(new SecureRandom());
      BlobStore store = new AtomicBlobStore(new FlatKeyBlobStore(files()), kmsKeys);
      if (smallParts) {
        store = new SmallPartsBlobStore(store);
      }
      if (scality) {
        ScalityBuckets buckets = new ScalityBuckets();
        store = new ScalityBlobStore(store, buckets);
        character = buckets;
      }
      S3Proxy proxy = proxy(store, certificate);
      FrontDoor door = installDoor(proxy);
      proxy.start();
      Path caBundle = Files.createTempFile("cofferfs-test-server-", ".pem");
      Files.writeString(caBundle, certificate.pem());
      caBundle.toFile().deleteOnExit();
      return new EmbeddedS3(proxy, door, store, caBundle);
    }

    private BlobStore files() {
      return data.isPresent()
          ? new FilesystemNio2BlobStore(data.get().toString())
          : new TransientNio2BlobStore();
    }

    private S3Proxy proxy(BlobStore store, SelfSignedCertificate certificate)
        throws GeneralSecurityException, IOException {
      return S3Proxy.builder()
          .blobStore(store)
          .endpoint(URI.create("http://" + HOST + ":" + httpPort))
          .secureEndpoint(URI.create("https://" + HOST + ":" + httpsPort))
          .sslContext(certificate.serverContext())
          .awsAuthentication(
              ignoredConditions.isEmpty()
                  ? AuthenticationType.AWS_V2_OR_V4
                  : AuthenticationType.NONE,
              "coffer",
              "coffersecret")
          .ignoreUnknownHeaders(scality)
          .stopTimeout(0)
          .build();
    }

    /** S3Proxy has no door for handlers of others, hence the way through its field. */
    private FrontDoor installDoor(S3Proxy proxy) throws ReflectiveOperationException {
      var field = S3Proxy.class.getDeclaredField("server");
      field.setAccessible(true);
      Server server = (Server) field.get(proxy);
      Handler s3 = server.getHandler();
      FrontDoor door =
          new FrontDoor(
              ignoredConditions.isEmpty() ? s3 : new WithoutConditions(s3, ignoredConditions),
              insecureCustomerKeys,
              character);
      server.setHandler(door);
      return door;
    }
  }
}
