package io.cofferfs.fs.bulk;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.CopySource;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.volume.BodyIdentity;
import io.cofferfs.fs.volume.BodySealer;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * Copies objects to a volume that may be encrypted in another way, with their attributes. What is
 * there already, of the same length and with the same attributes, was copied before. The source is
 * only read.
 */
public final class Migration extends BulkTask {
  private final ObjectSource source;
  private final MigrationTarget target;
  private final ObjectSource copies;
  private final ObjectWriter writer;
  private final Workers workers;
  private final Plan plan;

  /** What becomes of an object that is at the destination already, and is another one. */
  public enum Existing {
    KEEP,
    REPLACE
  }

  /**
   * How to do it.
   *
   * @param from the path that is migrated, with all below it
   * @param existing what to do with other objects at the destination
   * @param verify whether contents are read back, and compared for what is there already
   * @param dryRun whether only to tell what would be done
   * @param onServer which bodies the server can copy as they are
   * @param requireBinding whether an object that nothing binds to its path counts as damaged
   */
  public record Plan(
      FilePath from,
      Existing existing,
      boolean verify,
      boolean dryRun,
      OnServer onServer,
      boolean requireBinding) {}

  /** Tells whether a body can stay as it is, in a bucket that is source and destination. */
  public interface OnServer {
    OnServer NOTHING = body -> false;

    boolean suffices(BodyIdentity body);
  }

  /**
   * What is read.
   *
   * @param originals what is copied
   * @param copies what is at the destination
   */
  public record Objects(ObjectSource originals, ObjectSource copies) {}

  public Migration(Objects objects, MigrationTarget target, Workers workers, Plan plan) {
    this.source = objects.originals();
    this.target = target;
    this.copies = objects.copies();
    this.writer = new ObjectWriter(target.store(), target.codec(), workers);
    this.workers = workers;
    this.plan = plan;
  }

  @Override
  Result work(Item item) throws IOException {
    String path = target.path(item.path(), plan.from());
    String key = target.key(path);
    if (key.isEmpty()) {
      return Result.of(Outcome.UP_TO_DATE); // The root of a bucket is there without a marker.
    }
    if (target.isReserved(path)) {
      return new Result(Outcome.UNREACHABLE, "the name is kept for the volume at the destination");
    }
    Item copy = new Item(at(key, item.listed()), path, new Meter(new Tally()));
    Optional<ObjectInfo> there = find(key);
    if (there.isEmpty()) {
      return copy(item, copy, Precondition.ifAbsent());
    }
    if (isSame(item, copy, there.get())) {
      return Result.of(Outcome.UP_TO_DATE);
    }
    if (plan.existing() == Existing.KEEP) {
      return new Result(Outcome.CONFLICT, "the destination has another object of this name");
    }
    return copy(item, copy, Precondition.ifMatch(there.get().etag()));
  }

  private static ListedObject at(String key, ListedObject listed) {
    return new ListedObject(
        key, listed.etag(), listed.length(), listed.lastModified(), listed.storageClass());
  }

  private Optional<ObjectInfo> find(String key) throws IOException {
    try {
      return Optional.of(target.store().head(key));
    } catch (ObjectStoreException e) {
      if (e.reason() == ObjectStoreException.Reason.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private boolean isSame(Item item, Item copy, ObjectInfo present) throws IOException {
    Description original = source.describe(item);
    requireBinding(original);
    Optional<Description> there = describe(copy, present);
    if (there.isEmpty() || there.get().length() != original.length()) {
      return false;
    }
    FileMetadata wanted = attributes(original, item.path());
    boolean alike =
        there.get().attributes().filter(attributes -> alike(attributes, wanted)).isPresent();
    return alike && (!plan.verify() || hasSameContent(item, copy));
  }

  private void requireBinding(Description original) throws DamageException {
    if (plan.requireBinding() && original.isUnbound()) {
      throw new DamageException(
          Outcome.BINDING_MISSING, "it has no metadata, so nothing says that it belongs here");
    }
  }

  /** Empty if the destination cannot make sense of what is there. */
  private Optional<Description> describe(Item copy, ObjectInfo present) throws IOException {
    try {
      return Optional.of(copies.describe(copy.path(), present));
    } catch (CofferException | DamageException | FileException e) {
      return Optional.empty();
    }
  }

  private static boolean alike(FileMetadata there, FileMetadata wanted) {
    return there.mode() == wanted.mode()
        && there.uid() == wanted.uid()
        && there.gid() == wanted.gid()
        && there.mtime().equals(wanted.mtime())
        && there.rdev() == wanted.rdev()
        && there.xattrs().equals(wanted.xattrs());
  }

  private boolean hasSameContent(Item item, Item copy) throws IOException {
    try (SourceObject original = source.open(item)) {
      Pieces pieces = pieces(original.description());
      return isCopy(copy, pieces, Digests.of(original, pieces, workers));
    }
  }

  private boolean isCopy(Item copy, Pieces pieces, Digests digests) throws IOException {
    try (SourceObject object = copies.open(copy)) {
      return object.description().length() == pieces.contentLength()
          && Digests.of(object, pieces, workers).isSameAs(digests);
    } catch (CofferException | DamageException | FileException e) {
      return false; // What is damaged is no copy, and can be made again.
    } catch (ObjectStoreException e) {
      if (e.reason() == ObjectStoreException.Reason.NOT_FOUND) {
        return false; // Not the source is missing, which the run would take it for.
      }
      throw e;
    }
  }

  private Pieces pieces(Description original) {
    int alignment = Math.max(source.alignment(), target.codec().chunkSize());
    return Pieces.of(original.length(), workers.pieceBytes(), alignment);
  }

  private Result copy(Item item, Item copy, Precondition precondition) throws IOException {
    Optional<Description> original =
        plan.onServer().equals(OnServer.NOTHING)
            ? Optional.empty()
            : Optional.of(source.describe(item));
    if (original.isPresent() && plan.onServer().suffices(original.get().body())) {
      return copyOnServer(original.get(), item, copy, precondition);
    }
    try (SourceObject object = source.open(item)) {
      return copyThroughHere(object, item, copy, precondition);
    }
  }

  private Result copyThroughHere(
      SourceObject object, Item item, Item copy, Precondition precondition) throws IOException {
    Description original = object.description();
    requireBinding(original);
    FileMetadata attributes = attributes(original, item.path());
    if (plan.dryRun()) {
      return Result.of(Outcome.PENDING);
    }
    BodySealer sealer = target.codec().newBody();
    Draft draft =
        new Draft(
            copy.key(),
            sealer,
            target.codec().sealAttributes(copy.path(), attributes, sealer.identity()),
            precondition);
    requireRoomFor(original);
    Pieces pieces = pieces(original);
    Digests digests = writer.write(draft, pieces, object::content);
    if (plan.verify() && !isCopy(copy, pieces, digests)) {
      return new Result(Outcome.COPY_DIFFERS, "what was read back is not what was written");
    }
    return original.isUnbound()
        ? new Result(Outcome.COPIED_UNBOUND, "nothing says that it belonged under this name")
        : Result.of(Outcome.COPIED);
  }

  private void requireRoomFor(Description original) throws FileException {
    if (original.length() > target.codec().maxContentLength()) {
      throw new FileException(
          Reason.UNSUPPORTED,
          original.length() + " bytes are more than an object of the destination can hold");
    }
  }

  private Result copyOnServer(Description original, Item item, Item copy, Precondition precondition)
      throws IOException {
    requireBinding(original);
    FileMetadata attributes = attributes(original, item.path());
    if (plan.dryRun()) {
      return Result.of(Outcome.PENDING);
    }
    CopySource from =
        new CopySource(item.key(), original.info().length(), Optional.of(original.info().etag()));
    requireStill(copy.key(), precondition);
    target
        .store()
        .copy(
            from,
            copy.key(),
            target.codec().sealAttributes(copy.path(), attributes, original.body()));
    if (plan.verify() && !hasSameContent(item, copy)) {
      return new Result(Outcome.COPY_DIFFERS, "what was read back is not what was copied");
    }
    return Result.of(Outcome.COPIED_ON_SERVER);
  }

  /**
   * Looks right before a copy that nobody has written there meanwhile. That leaves a moment in
   * which somebody can: servers do not copy conditionally.
   */
  private void requireStill(String key, Precondition precondition) throws IOException {
    Precondition now = Precondition.unchangedSince(find(key).map(ObjectInfo::etag));
    if (!now.equals(precondition)) {
      throw new ObjectStoreException(
          ObjectStoreException.Reason.PRECONDITION_FAILED, "the destination was changed meanwhile");
    }
  }

  private FileMetadata attributes(Description original, String path) throws IOException {
    FileMetadata attributes =
        original.attributes().orElseGet(() -> defaults(path, original.info().lastModified()));
    if (!attributes.xattrs().isEmpty() && !target.codec().canKeep(attributes)) {
      throw new FileException(
          Reason.UNSUPPORTED, "extended attributes that the destination has no room for");
    }
    return attributes;
  }

  private FileMetadata defaults(String path, Instant date) {
    Timestamp time = Timestamp.of(date);
    return path.isEmpty() || path.endsWith("/")
        ? target.defaults().directory(time)
        : target.defaults().file(time);
  }
}
