package io.cofferfs.fs.write;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.crypto.Xattrs;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.volume.BodyIdentity;
import io.cofferfs.fs.volume.BodySealer;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/** What all writers of a mount share to upload bodies with. Thread-safe. */
final class Uploads {
  /** Tells objects apart whose attributes are in the clear; sealed headers are all different. */
  static final String WRITE_ID = "cofferfs-write";

  private static final FileMetadata NOBODYS =
      new FileMetadata(
          /* mode= */ 0,
          /* uid= */ 0,
          /* gid= */ 0,
          new Timestamp(0, 0),
          new Timestamp(0, 0),
          /* rdev= */ 0,
          Xattrs.EMPTY);

  private final WriteTarget target;
  private final WriteSettings settings;
  private final Executor threads;
  private final SecureRandom random;
  private final PartLayout layout;
  private final int partBytes;
  private final PartMemory memory;
  private final InPlace inPlace;

  Uploads(WriteTarget target, WriteSettings settings, Executor threads, SecureRandom random) {
    this.target = target;
    this.settings = settings;
    this.threads = threads;
    this.random = random;
    this.layout = PartLayout.of(target.codec());
    this.partBytes = layout.roundUp(settings.partBytes());
    this.memory = new PartMemory(settings.memoryBytes(), layout.arrayLength(partBytes));
    this.inPlace = new InPlace(target.codec(), planner(), random);
  }

  /** None where a body is sealed in its order: a change of it changes all that follows. */
  private Optional<PartPlanner> planner() {
    return target.codec().sealsInOrder()
        ? Optional.empty()
        : settings.inPlace().map(limits -> new PartPlanner(target.codec(), limits, partBytes));
  }

  WriteTarget target() {
    return target;
  }

  WriteSettings settings() {
    return settings;
  }

  Executor threads() {
    return threads;
  }

  InPlace inPlace() {
    return inPlace;
  }

  /** Content that is stored in one request, in bytes. */
  int partBytes() {
    return partBytes;
  }

  /** Refuses a length that no object of the volume can have. */
  void requirePossible(long length) throws FileException {
    if (length < 0
        || length > PartLayout.MAX_OBJECT_LENGTH
        || target.codec().objectLength(length) > PartLayout.MAX_OBJECT_LENGTH) {
      throw new FileException(Reason.FILE_TOO_LARGE, "S3 holds objects of 5 TiB");
    }
    long most = target.codec().maxContentLength();
    if (length > most) {
      throw new FileException(
          Reason.FILE_TOO_LARGE, "the encryption allows files of " + most + " bytes");
    }
  }

  /** What the file is called should it lose its name now. */
  ConflictName conflictName(FilePath path) {
    return ConflictName.of(target.keys(), path, settings.host(), settings.clock().instant());
  }

  /** The headers of an object that is about to be made. */
  NewObject newObject(FilePath path, FileMetadata attributes, BodyIdentity body)
      throws FileException {
    String key = target.keys().fileKey(path);
    Map<String, String> metadata =
        new HashMap<>(target.codec().sealAttributes(path.value(), attributes, body));
    if (!(body instanceof BodyIdentity.Bound)) {
      metadata.put(WRITE_ID, HexFormat.of().toHexDigits(random.nextLong()));
    }
    return new NewObject(path, key, attributes, body, Map.copyOf(metadata));
  }

  /** An object that is no file. */
  NewObject nameless(String key, BodyIdentity body) {
    return new NewObject(FilePath.ROOT, key, NOBODYS, body, Map.of());
  }

  /** An upload of a body that is just being written, and dated so, if there is memory for one. */
  Optional<BodyUpload> tryStream(FilePath path, FileMetadata attributes) throws IOException {
    Optional<PartMemory.Lease> lease = memory.tryLease(layout.arrayLength(partBytes));
    if (lease.isEmpty()) {
      return Optional.empty();
    }
    PartUploads parts = newBody(path, datedNow(attributes), lease.get());
    return Optional.of(
        new BodyUpload(layout, parts, number -> layout.growingPartBytes(partBytes, number)));
  }

  private FileMetadata datedNow(FileMetadata attributes) {
    Timestamp now = Timestamp.of(settings.clock().instant());
    return new FileMetadata(
        attributes.mode(),
        attributes.uid(),
        attributes.gid(),
        /* mtime= */ now,
        /* ctime= */ now,
        attributes.rdev(),
        attributes.xattrs());
  }

  /** An upload of a body of this length; waits for memory. */
  BodyUpload begin(FilePath path, FileMetadata attributes, long length) throws IOException {
    int evenBytes = layout.evenPartBytes(partBytes, length);
    PartMemory.Lease lease = memory.lease(layout.arrayLength(evenBytes));
    PartUploads parts = newBody(path, attributes, lease);
    return new BodyUpload(layout, parts, number -> evenBytes);
  }

  /** An upload of the parts that change a body in place; waits for memory. */
  InPlaceUpload beginInPlace(NewObject object, BodySealer sealer, PartPlan plan) {
    PartMemory.Lease lease = memory.lease(layout.arrayLength(plan.largestUploadBytes()));
    return new InPlaceUpload(layout, new PartUploads(this, object, sealer, lease), plan);
  }

  /** Takes over {@code lease}. */
  private PartUploads newBody(FilePath path, FileMetadata attributes, PartMemory.Lease lease)
      throws IOException {
    boolean done = false;
    try {
      BodySealer sealer = target.codec().newBody();
      NewObject object = newObject(path, attributes, sealer.identity());
      PartUploads parts = new PartUploads(this, object, sealer, lease);
      done = true;
      return parts;
    } finally {
      if (!done) {
        lease.close();
      }
    }
  }

  /** Seals a body of {@code length} bytes, at most one part, and lends it to {@code use}. */
  <T> T withWholeBody(PartSource source, int length, BodySealer sealer, BodyUse<T> use)
      throws IOException {
    try (PartMemory.Lease lease = memory.lease(layout.arrayLength(length))) {
      byte[] array = lease.array();
      PartBuffer part = new PartBuffer(layout, array, /* firstChunk= */ 0, length);
      part.fill(source, /* offset= */ 0, length);
      T result = use.apply(part.seal(sealer, /* last= */ true));
      lease.giveBack(array);
      return result;
    }
  }

  /** Something done with a sealed body, which is only lent. */
  interface BodyUse<T> {
    T apply(PartBody body) throws IOException;
  }
}
