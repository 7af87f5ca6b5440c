package io.cofferfs.fs.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.crypto.VolumeKeys;
import io.cofferfs.crypto.Xattrs;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.TestClock;
import io.cofferfs.fs.s3.CountingObjectStore;
import io.cofferfs.fs.s3.FaultyObjectStore;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.ObjectBody;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.PutResult;
import io.cofferfs.fs.volume.CofferCodec;
import io.cofferfs.fs.volume.DefaultAttributes;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.KeyPath;
import io.cofferfs.fs.volume.KeySpace;
import io.cofferfs.fs.volume.NameMapping;
import io.cofferfs.fs.volume.PlainCodec;
import io.cofferfs.fs.volume.TestVolumes;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A volume in memory, mounted by one {@link Namespace}, whose requests are counted or fail. */
final class TestVolume implements AutoCloseable {
  static final DefaultAttributes DEFAULTS = new DefaultAttributes(1000, 100, 0644, 0755);
  static final NamespaceSettings SETTINGS = NamespaceSettings.of(DEFAULTS).withParallelRequests(8);
  static final Duration MORE_THAN_TTL = Duration.ofSeconds(2);

  final TestClock clock = new TestClock();
  final InMemoryObjectStore bucket = new InMemoryObjectStore(clock, 0);
  final FaultyObjectStore faults = new FaultyObjectStore(bucket);
  final CountingObjectStore requests = new CountingObjectStore(faults);
  final VolumeCodec codec;
  final KeySpace keys;
  final Namespace namespace;

  /** How the volume under test stores files. */
  enum Kind {
    PLAIN,
    COFFER,
    /** As {@link #COFFER}, with encrypted names. */
    COFFER_NAMES
  }

  TestVolume(Kind kind, String prefix, NamespaceSettings settings) throws IOException {
    boolean encryptNames = kind == Kind.COFFER_NAMES;
    VolumeKeys volume = encryptNames ? TestVolumes.newKeysWithNames(64) : TestVolumes.newKeys(64);
    this.codec = kind == Kind.PLAIN ? new PlainCodec(64, DEFAULTS) : new CofferCodec(volume);
    this.keys = new KeySpace(prefix, NameMapping.of(volume.names()));
    this.namespace = new Namespace(requests, codec, keys, settings, clock);
  }

  static TestVolume of(Kind kind) throws IOException {
    return new TestVolume(kind, "vol/", SETTINGS);
  }

  static TestVolume of(Kind kind, NamespaceSettings settings) throws IOException {
    return new TestVolume(kind, "vol/", settings);
  }

  static FilePath path(String value) {
    return new FilePath(value);
  }

  FileMetadata attributes(int mode) {
    return new FileMetadata(
        mode, 7, 8, new Timestamp(123, 456), new Timestamp(124, 0), 0, Xattrs.EMPTY);
  }

  /** What another mount of the volume would do: nothing of it is known to the one under test. */
  FileVersion put(String path, String content) throws IOException {
    return put(path, content, 0100640);
  }

  FileVersion put(String path, String content, int mode) throws IOException {
    WholeBody body = WholeBody.seal(codec, content.getBytes(StandardCharsets.UTF_8));
    String key = key(path);
    FileMetadata attributes = attributes(mode);
    Map<String, String> headers = codec.sealAttributes(path, attributes, body.identity());
    PutResult put = bucket.put(key, body.part(), headers, Precondition.none());
    return new FileVersion(
        key, put.etag(), body.contentLength(), body.objectLength(), attributes, body.identity());
  }

  /** The key of a path, which is a directory's if it ends in a slash. */
  String key(String path) throws IOException {
    return keys.key(new KeyPath(path, ""));
  }

  void putMarker(String path) throws IOException {
    put(path + "/", "", 0040750);
  }

  /** What a tool does that knows nothing of volumes. */
  void putForeign(String key, byte[] body) throws ObjectStoreException {
    bucket.put(keys.prefix() + key, PartBody.of(body), Map.of(), Precondition.none());
  }

  byte[] sealed(byte[] content) throws IOException {
    return WholeBody.seal(codec, content).part().openStream().readAllBytes();
  }

  /** Lets time pass, so that what is stored so far can share its date with nothing to come. */
  TestVolume settle() {
    clock.advance(Duration.ofMinutes(1));
    requests.reset();
    return this;
  }

  List<ListedEntry> list(String directory) throws IOException {
    List<ListedEntry> entries = new ArrayList<>();
    namespace.list(path(directory), entries::add);
    return entries;
  }

  List<String> names(String directory) throws IOException {
    return list(directory).stream().map(entry -> entry.path().name()).sorted().toList();
  }

  Entry find(String path) throws IOException {
    return namespace.find(path(path));
  }

  FileEntry file(String path) throws IOException {
    return (FileEntry) find(path);
  }

  DirectoryEntry directory(String path) throws IOException {
    return (DirectoryEntry) find(path);
  }

  String content(FileVersion version) throws IOException {
    try (ObjectBody body =
        bucket.get(version.key(), Optional.empty(), Optional.of(version.etag()))) {
      byte[] object = body.stream().readAllBytes();
      return new String(WholeBody.open(codec, version.body(), object), StandardCharsets.UTF_8);
    }
  }

  /** What another mount sees, and this one once it has forgotten everything. */
  Entry later(String path) throws IOException {
    clock.advance(MORE_THAN_TTL);
    return namespace.findFresh(path(path));
  }

  static void assertReason(FileException.Reason reason, ThrowingCallable call) {
    assertThatExceptionOfType(FileException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
  }

  /** What the volume's keys stand for. */
  List<String> storedPaths() {
    return bucket.keys().stream()
        .map(keys::read)
        .map(read -> read.path() + read.foreign())
        .sorted()
        .toList();
  }

  @Override
  public void close() {
    namespace.close();
  }
}
