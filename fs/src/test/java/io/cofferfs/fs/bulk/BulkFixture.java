package io.cofferfs.fs.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.crypto.Xattrs;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.volume.FileType;
import io.cofferfs.fs.volume.KeySpace;
import io.cofferfs.fs.volume.PlainCodec;
import io.cofferfs.fs.volume.S3ecCodec;
import io.cofferfs.fs.volume.TestVolumes;
import io.cofferfs.fs.volume.VolumeCodec;
import io.cofferfs.fs.write.StoredContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A volume in a bucket in memory, and jobs over it with pieces of a few chunks. */
final class BulkFixture {
  static final int CHUNK_BYTES = 64;
  static final int PIECE_BYTES = 256;
  private static final Timestamp TIME = new Timestamp(1_000_000_000, 123_456_789);

  private final SplittableRandom random = new SplittableRandom(42);

  /** What a job has reported. */
  record Report(Tally tally, List<Finding> findings) {
    List<String> lines() {
      return findings.stream()
          .map(finding -> finding.outcome().label() + " " + finding.path())
          .sorted()
          .toList();
    }
  }

  /** A file as somebody sees it who opens it. */
  record Seen(FileMetadata attributes, String contentMd5) {}

  /** Something to run with workers and a cancellation of its own. */
  interface Job {
    BulkTask task(Workers workers);
  }

  static Workers workers(Cancellation cancellation) {
    return new Workers(new Workers.Settings(3, 1 << 20, PIECE_BYTES), cancellation);
  }

  static Report run(ObjectStore store, KeySpace keys, Job job) throws IOException {
    return run(Scope.of(store, keys), job);
  }

  static Report run(Scope scope, Job job) throws IOException {
    Tally tally = new Tally();
    List<Finding> findings = new ArrayList<>();
    try (Workers workers = workers(new Cancellation())) {
      new BulkRun(scope, workers, tally, findings::add).run(job.task(workers));
    }
    return new Report(tally, findings);
  }

  byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  static FileMetadata file(int permissions) {
    return attributes(FileType.REGULAR.mode(permissions));
  }

  static FileMetadata attributes(int mode) {
    return new FileMetadata(mode, 501, 502, TIME, TIME, /* rdev= */ 0, Xattrs.EMPTY);
  }

  /** Stores an object, in parts where it is large. */
  static void store(
      ObjectStore store, VolumeCodec codec, Place place, FileMetadata attributes, byte[] content)
      throws IOException {
    var sealer = codec.newBody();
    Map<String, String> metadata =
        codec.sealAttributes(place.path(), attributes, sealer.identity());
    Draft draft = new Draft(place.key(), sealer, metadata, Precondition.none());
    try (Workers workers = workers(new Cancellation())) {
      new ObjectWriter(store, codec, workers)
          .write(
              draft,
              Pieces.of(content.length, PIECE_BYTES, codec.chunkSize()),
              (start, end) -> new ByteArrayInputStream(content, (int) start, (int) (end - start)));
    }
  }

  /** Where an object is, and the path it is bound to. */
  record Place(String key, String path) {
    static Place of(KeySpace keys, String path) {
      return new Place(keys.prefix() + path, path);
    }
  }

  /** Files of all interesting lengths, a link, directories; by path. */
  Map<String, FileMetadata> fill(ObjectStore store, VolumeCodec codec, KeySpace keys)
      throws IOException {
    Map<String, FileMetadata> made = new TreeMap<>();
    for (int length : new int[] {0, 1, 63, 64, 65, 255, 256, 257, 512, 700}) {
      made.put("dir/file-" + length, file(0640));
      store(store, codec, Place.of(keys, "dir/file-" + length), file(0640), bytes(length));
    }
    made.put("dir/", attributes(FileType.DIRECTORY.mode(0750)));
    made.put("link", attributes(FileType.SYMBOLIC_LINK.mode(0777)));
    store(store, codec, Place.of(keys, "dir/"), made.get("dir/"), new byte[0]);
    store(store, codec, Place.of(keys, "link"), made.get("link"), "dir/file-1".getBytes(UTF_8));
    return made;
  }

  /** As commands read such a volume. */
  static ObjectSource source(ObjectStore store, VolumeCodec codec, Workers workers) {
    CodecSource headers = new CodecSource(store, codec, workers);
    ObjectSource files =
        codec instanceof S3ecCodec whole
            ? new VerifiedSource(
                headers, version -> new StoredContent(store, whole, version), TestVolumes.DEFAULTS)
            : headers;
    return codec instanceof PlainCodec ? files : new MarkerSource(store, files);
  }

  /** Every object of a volume, opened. */
  static Map<String, Seen> read(ObjectStore store, VolumeCodec codec, KeySpace keys)
      throws IOException {
    Map<String, Seen> seen = new HashMap<>();
    Scope scope = Scope.of(store, keys);
    try (Workers workers = workers(new Cancellation())) {
      ObjectSource source = source(store, codec, workers);
      scope.visit(
          object -> {
            String path = scope.path(object.key());
            seen.put(path, read(source, new Item(object, path, new Meter(new Tally()))));
            return true;
          });
    }
    return seen;
  }

  private static Seen read(ObjectSource source, Item item) throws IOException {
    try (SourceObject object = source.open(item)) {
      Description description = object.description();
      try (InputStream stream = object.content(0, description.length())) {
        return new Seen(description.attributes().orElseThrow(), md5(stream.readAllBytes()));
      }
    }
  }

  private static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has MD5", e);
    }
  }

  /** Another bucket with the same objects in it. */
  static InMemoryObjectStore copy(InMemoryObjectStore original) throws IOException {
    InMemoryObjectStore copy = new InMemoryObjectStore();
    for (String key : original.keys()) {
      copy.put(
          key, PartBody.of(original.body(key)), original.head(key).metadata(), Precondition.none());
    }
    return copy;
  }
}
