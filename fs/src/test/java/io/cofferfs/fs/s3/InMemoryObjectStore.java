package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A bucket in memory that answers as S3 does, with all preconditions atomic. Thread-safe: one lock
 * guards objects and uploads; bodies are immutable and read without it.
 */
public final class InMemoryObjectStore implements ObjectStore {
  private static final int MAX_KEY_BYTES = 1024;
  private static final int MAX_METADATA_BYTES = 2048;
  private static final int MAX_PARTS = 10_000;

  private final TreeMap<String, StoredObject> objects = new TreeMap<>(Listing.UTF8_ORDER);
  private final Map<String, PendingUpload> uploads = new LinkedHashMap<>();
  private final Clock clock;
  private final long minimumPartBytes;
  private long uploadsBegun;

  /** A bucket that takes parts of any size. */
  public InMemoryObjectStore() {
    this(Clock.systemUTC(), /* minimumPartBytes= */ 0);
  }

  /**
   * @param clock dates objects, in whole seconds as S3 does
   * @param minimumPartBytes smaller parts are refused, but for the last one, and so are copies of
   *     ranges of objects that are not larger; 5 MiB at AWS
   */
  public InMemoryObjectStore(Clock clock, long minimumPartBytes) {
    this.clock = clock;
    this.minimumPartBytes = minimumPartBytes;
  }

  /** The keys in the bucket, in listing order. */
  public synchronized List<String> keys() {
    return List.copyOf(objects.keySet());
  }

  /** A copy of what is stored under the key. */
  public synchronized byte[] body(String key) throws ObjectStoreException {
    return present(key).body().clone();
  }

  /** Changes a body behind everybody's back: its ETag and date stay, as when a disk rots. */
  public synchronized void tamper(String key, UnaryOperator<byte[]> change)
      throws ObjectStoreException {
    StoredObject before = present(key);
    objects.put(key, before.withBody(change.apply(before.body().clone())));
  }

  @Override
  public synchronized ObjectInfo head(String key) throws ObjectStoreException {
    return present(key).info(key);
  }

  @Override
  public ObjectBody get(String key, Optional<ByteRange> range, Optional<ETag> ifMatch)
      throws ObjectStoreException {
    StoredObject object = version(key, ifMatch);
    byte[] bytes = object.body();
    ByteRange wanted = range.orElse(new ByteRange(0, Long.MAX_VALUE));
    if (range.isPresent() && wanted.start() >= bytes.length) {
      throw new ObjectStoreException(
          Reason.INVALID_RANGE, wanted + " of an object of " + bytes.length + " bytes");
    }
    int start = (int) wanted.start();
    int length = (int) Math.min(wanted.length(), bytes.length - start);
    return new ObjectBody(object.info(key), new ByteArrayInputStream(bytes, start, length));
  }

  @Override
  public synchronized ListPage list(ListRequest request) {
    return new Listing(objects, request).page();
  }

  @Override
  public PutResult put(
      String key, PartBody body, Map<String, String> metadata, Precondition precondition)
      throws ObjectStoreException {
    check(key, metadata);
    return store(key, StoredObject.whole(bytes(body), metadata, now()), precondition);
  }

  private synchronized PutResult store(String key, StoredObject object, Precondition precondition)
      throws ObjectStoreException {
    check(precondition, key);
    objects.put(key, object);
    return new PutResult(object.etag());
  }

  @Override
  public synchronized MultipartUpload createMultipartUpload(
      String key, Map<String, String> metadata) throws ObjectStoreException {
    check(key, metadata);
    MultipartUpload upload = new MultipartUpload(key, "upload-" + ++uploadsBegun);
    uploads.put(upload.uploadId(), new PendingUpload(upload, metadata));
    return upload;
  }

  @Override
  public UploadedPart uploadPart(MultipartUpload upload, int number, PartBody body)
      throws ObjectStoreException {
    return addPart(upload, number, bytes(body));
  }

  @Override
  public UploadedPart uploadPartCopy(
      MultipartUpload upload, int number, CopySource source, ByteRange range)
      throws ObjectStoreException {
    StoredObject object = version(source.key(), source.ifMatch());
    if (range.end() > object.body().length) {
      throw new ObjectStoreException(
          Reason.INVALID_RANGE, range + " of an object of " + object.body().length + " bytes");
    }
    if (minimumPartBytes > 0 && object.body().length <= minimumPartBytes) {
      throw new ObjectStoreException(Reason.REJECTED, "a range of an object that is too small");
    }
    return addPart(upload, number, object.range(range));
  }

  private synchronized UploadedPart addPart(MultipartUpload upload, int number, byte[] bytes)
      throws ObjectStoreException {
    if (number < 1 || number > MAX_PARTS) {
      throw new ObjectStoreException(Reason.REJECTED, "part number " + number);
    }
    return pending(upload).add(number, bytes);
  }

  @Override
  public synchronized PutResult completeMultipartUpload(
      MultipartUpload upload, List<UploadedPart> parts, Precondition precondition)
      throws ObjectStoreException {
    StoredObject object = pending(upload).complete(parts, minimumPartBytes, now());
    PutResult result = store(upload.key(), object, precondition);
    uploads.remove(upload.uploadId());
    return result;
  }

  @Override
  public synchronized void abortMultipartUpload(MultipartUpload upload) {
    uploads.remove(upload.uploadId());
  }

  @Override
  public synchronized List<MultipartUpload> listMultipartUploads(String prefix) {
    return uploads.values().stream()
        .map(PendingUpload::upload)
        .filter(upload -> upload.key().startsWith(prefix))
        .toList();
  }

  @Override
  public PutResult copy(CopySource source, String key, Map<String, String> metadata)
      throws ObjectStoreException {
    check(key, metadata);
    StoredObject original = version(source.key(), source.ifMatch());
    StoredObject copy = StoredObject.whole(original.body(), metadata, now());
    return store(key, copy.with(source.content()), Precondition.none());
  }

  @Override
  public synchronized void delete(String key, Precondition precondition)
      throws ObjectStoreException {
    check(precondition, key);
    objects.remove(key);
  }

  @Override
  public synchronized void deleteAll(List<String> keys) {
    keys.forEach(objects::remove);
  }

  @Override
  public synchronized Map<String, ObjectStoreException> deleteVersions(
      List<ObjectVersion> versions) {
    Map<String, ObjectStoreException> kept = new LinkedHashMap<>();
    for (ObjectVersion version : versions) {
      StoredObject there = objects.get(version.key());
      if (there != null && there.etag().equals(version.etag())) {
        objects.remove(version.key());
      } else if (there != null) {
        kept.put(version.key(), preconditionFailed());
      }
    }
    return kept;
  }

  @Override
  public void prepareToDeleteVersions() {
    // Nothing has to be found out.
  }

  @Override
  public void probeUnder(String directory) {
    // Nothing has to be found out.
  }

  @Override
  public void close() {
    // The bucket outlives its clients, so that a test can open it again.
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private StoredObject present(String key) throws ObjectStoreException {
    StoredObject object = objects.get(key);
    if (object == null) {
      throw new ObjectStoreException(Reason.NOT_FOUND, "NoSuchKey");
    }
    return object;
  }

  private synchronized StoredObject version(String key, Optional<ETag> wanted)
      throws ObjectStoreException {
    StoredObject object = present(key);
    if (wanted.isPresent() && !wanted.get().equals(object.etag())) {
      throw preconditionFailed();
    }
    return object;
  }

  private PendingUpload pending(MultipartUpload upload) throws ObjectStoreException {
    PendingUpload pending = uploads.get(upload.uploadId());
    if (pending == null || !pending.upload().equals(upload)) {
      throw new ObjectStoreException(Reason.NOT_FOUND, "NoSuchUpload");
    }
    return pending;
  }

  private void check(Precondition precondition, String key) throws ObjectStoreException {
    StoredObject present = objects.get(key);
    if (precondition instanceof Precondition.IfAbsent && present != null) {
      throw preconditionFailed();
    }
    if (precondition instanceof Precondition.IfMatch match
        && (present == null || !present.etag().equals(match.etag()))) {
      throw preconditionFailed();
    }
  }

  private static ObjectStoreException preconditionFailed() {
    return new ObjectStoreException(Reason.PRECONDITION_FAILED, "PreconditionFailed");
  }

  private static void check(String key, Map<String, String> metadata) throws ObjectStoreException {
    int keyBytes = key.getBytes(StandardCharsets.UTF_8).length;
    if (keyBytes < 1 || keyBytes > MAX_KEY_BYTES) {
      throw new ObjectStoreException(Reason.REJECTED, "a key of " + keyBytes + " bytes");
    }
    UserMetadata.check(metadata);
    int metadataBytes =
        metadata.entrySet().stream()
            .mapToInt(entry -> entry.getKey().length() + entry.getValue().length())
            .sum();
    if (metadataBytes > MAX_METADATA_BYTES) {
      throw new ObjectStoreException(Reason.REJECTED, metadataBytes + " bytes of metadata");
    }
  }

  private static byte[] bytes(PartBody body) {
    try (var stream = body.openStream()) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
