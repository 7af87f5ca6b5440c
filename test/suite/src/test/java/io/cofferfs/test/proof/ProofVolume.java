package io.cofferfs.test.proof;

import io.cofferfs.crypto.KeyFileKey;
import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.crypto.VolumeFile;
import io.cofferfs.crypto.VolumeOptions;
import io.cofferfs.fs.namespace.NamespaceSettings;
import io.cofferfs.fs.read.ReadSettings;
import io.cofferfs.fs.s3.AwsObjectStore;
import io.cofferfs.fs.s3.Connection;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ServerSideEncryption;
import io.cofferfs.fs.staging.StagingArea;
import io.cofferfs.fs.vfs.TestFormat;
import io.cofferfs.fs.vfs.TestMount;
import io.cofferfs.fs.volume.CofferCodec;
import io.cofferfs.fs.volume.DefaultAttributes;
import io.cofferfs.fs.volume.PlainCodec;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A volume in a bucket of an embedded server, which several processes can open: what they need to
 * know of it is in {@code directory}. Its chunks and parts are so small that their edges are common
 * in files of a few pages.
 */
record ProofVolume(Kind kind, URI endpoint, String bucket, Path directory) {
  private static final int CHUNK_BYTES = 512;
  private static final DefaultAttributes DEFAULTS = new DefaultAttributes(0, 0, 0644, 0755);
  private static final TestMount.Sizes SIZES =
      new TestMount.Sizes(
          /* partBytes= */ 8 << 10,
          new ReadSettings(
              /* memoryBytes= */ 4 << 20,
              /* parallelFetches= */ 4,
              /* maxFetchBytes= */ 16 << 10,
              /* minBlockBytes= */ 1 << 10,
              /* firstReadAheadBytes= */ 2 << 10));

  private static final String KEY = "key";
  private static final String VOLUME_FILE = "volume.json";

  /** What encrypts the objects. */
  enum Kind {
    COFFER,
    CUSTOMER_KEY,
    PLAIN
  }

  /** A new volume, with a key of its own in {@code directory}. */
  static ProofVolume create(Kind kind, URI endpoint, String bucket, Path directory)
      throws IOException {
    byte[] secret = new byte[32];
    SecureRandom random = new SecureRandom();
    random.nextBytes(secret);
    Files.write(directory.resolve(KEY), secret);
    ProofVolume volume = new ProofVolume(kind, endpoint, bucket, directory);
    try (KeyFileKey key = volume.key()) {
      VolumeOptions options = new VolumeOptions(CHUNK_BYTES, /* encryptNames= */ false);
      Files.write(
          directory.resolve(VOLUME_FILE), VolumeFile.create(options, key, random).toBytes());
    }
    return volume;
  }

  /** The words that {@link #of} understands. */
  List<String> words() {
    return List.of(kind.name(), endpoint.toString(), bucket, directory.toString());
  }

  static ProofVolume of(List<String> words) {
    return new ProofVolume(
        Kind.valueOf(words.get(0)), URI.create(words.get(1)), words.get(2), Path.of(words.get(3)));
  }

  ObjectStore openStore() throws IOException {
    ServerSideEncryption encryption =
        kind == Kind.CUSTOMER_KEY
            ? new ServerSideEncryption.CustomerKeys(secret())
            : new ServerSideEncryption.BucketDefault();
    Connection connection =
        new Connection(
            bucket,
            Optional.of(endpoint),
            /* region= */ Optional.empty(),
            /* profile= */ Optional.empty(),
            /* caBundle= */ Optional.empty(),
            /* anonymous= */ false,
            /* pathStyle= */ true,
            /* maxConnections= */ 32,
            Duration.ofSeconds(60),
            /* allowInsecureSseC= */ true);
    return AwsObjectStore.open(connection, encryption);
  }

  /** The volume as a tree; {@code staging} is its own. */
  TestMount open(ObjectStore store, Path staging, Duration ttl) throws IOException {
    NamespaceSettings namespace = NamespaceSettings.of(DEFAULTS).withTtl(ttl);
    TestFormat format = TestFormat.of(codec()).withNamespace(namespace);
    StagingArea area = StagingArea.open(staging, new SecureRandom());
    return new TestMount(store, format, area, Clock.systemUTC(), SIZES);
  }

  private VolumeCodec codec() throws IOException {
    if (kind != Kind.COFFER) {
      return new PlainCodec(CHUNK_BYTES, DEFAULTS);
    }
    try (KeyFileKey key = key()) {
      byte[] file = Files.readAllBytes(directory.resolve(VOLUME_FILE));
      return new CofferCodec(VolumeFile.parse(file).unlock(key));
    }
  }

  private KeyFileKey key() throws IOException {
    return new KeyFileKey(secret());
  }

  private SecretBytes secret() throws IOException {
    return SecretBytes.take(Files.readAllBytes(directory.resolve(KEY)));
  }
}
