package io.cofferfs.fs.write;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.staging.StagingArea;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.FileVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One file under change, shared by all its handles: what it holds, and the versions that are made
 * of that. Not thread-safe: the caller holds the file's lock.
 */
public final class FileWriter implements AutoCloseable {
  private final Uploads uploads;
  private final WriteTarget target;
  private final Committer committer;
  private final InPlaceCommitter inPlace;
  private final StagedContent content;
  private final WorkingCopy copy;
  private FilePath path;
  private FileMetadata attributes;
  private @Nullable FileVersion committed;
  private boolean dirty;
  // The bucket has the content, but the caller was told of a failure and does not know the version.
  private boolean unreported;

  private FileWriter(
      Uploads uploads, StagedContent content, FilePath path, FileMetadata attributes) {
    this.uploads = uploads;
    this.target = uploads.target();
    this.committer = new Committer(uploads);
    this.inPlace = new InPlaceCommitter(uploads, committer);
    this.content = content;
    this.copy = new WorkingCopy(uploads, content, this::tryStream);
    this.path = path;
    this.attributes = attributes;
  }

  static FileWriter ofNothing(
      Uploads uploads, StagingArea staging, FilePath path, FileMetadata attributes) {
    FileWriter writer = new FileWriter(uploads, new StagedContent(staging), path, attributes);
    writer.dirty = true;
    return writer;
  }

  static FileWriter of(Uploads uploads, StagingArea staging, FilePath path, FileVersion base) {
    StagedContent content = new StagedContent(staging);
    content.grow(base.length());
    content.rebase(uploads.target().contents().open(base));
    FileWriter writer = new FileWriter(uploads, content, path, base.attributes());
    content.committed();
    writer.committed = base;
    return writer;
  }

  /** Bytes of the file. */
  public long length() {
    return content.length();
  }

  /** Whether {@link #commit} has anything to do; a new file is dirty before the first write. */
  public boolean isDirty() {
    return dirty || unreported;
  }

  /**
   * Reads, uncommitted writes included, until {@code target} is full or the file ends.
   *
   * @return the bytes read
   * @throws FileException {@code NO_SPACE} if staging was full when this was written
   */
  public int read(long offset, ByteBuffer target) throws IOException {
    return copy.read(offset, target);
  }

  /**
   * Writes all of {@code source}, with zeros in front of it if it begins behind the end. May wait
   * for uploads.
   *
   * @throws FileException {@code FILE_TOO_LARGE} for S3, or {@code NO_SPACE} in staging
   * @throws IOException why an upload failed that staging had no room to make up for; the file is
   *     lost then, and every later call says so
   */
  public void write(long offset, ByteBuffer source) throws IOException {
    if (!source.hasRemaining()) {
      return;
    }
    long end = offset + source.remaining();
    uploads.requirePossible(end);
    copy.prepare(offset, end);
    dirty = true;
    copy.write(offset, source);
  }

  /** Makes the file this long: cuts it off, or lets zeros follow. */
  public void truncate(long length) throws IOException {
    uploads.requirePossible(length);
    if (length == content.length()) {
      return;
    }
    copy.prepareTruncation(length);
    dirty = true;
    copy.truncate(length);
  }

  private Optional<BodyUpload> tryStream() throws IOException {
    return mayChangeInPlace() ? Optional.empty() : uploads.tryStream(path, attributes);
  }

  /** Whether a commit may let the server copy what this still has in common with its base. */
  private boolean mayChangeInPlace() {
    return committed != null && content.changes().commonLength() > 0 && inPlace.mayServe(committed);
  }

  /**
   * Makes all of this the object at a path, and returns that version; its attributes are those that
   * were stored. Does nothing if the version already is so. Writing may go on afterwards; after a
   * failure, committing may be tried again.
   *
   * @throws FileException {@code STALE} if the precondition does not hold; {@code NO_SPACE} if
   *     staging was too full to make this version
   */
  public FileVersion commit(CommitRequest request) throws IOException {
    FileVersion version = committed;
    String key = target.keys().fileKey(request.path());
    if (dirty || version == null || !version.key().equals(key)) {
      committer.madeAfterAll(key).ifPresent(this::adopt);
      version = store(known(request, key));
      dirty = false;
      content.committed();
      settle(request.path(), version);
    }
    if (!request.isSatisfiedBy(version.attributes())) {
      version = withAttributes(version, request);
      settle(request.path(), version);
    }
    unreported = false;
    return version;
  }

  private FileVersion withAttributes(FileVersion version, CommitRequest request)
      throws IOException {
    try {
      return committer.changeAttributes(version, request.path(), request.attributes());
    } catch (FileException e) {
      // Whoever has replaced what was stored just now has seen it: this commit came before theirs.
      if (!unreported || e.reason() != Reason.STALE) {
        throw e;
      }
      return version;
    }
  }

  /** Whether {@link #keepAside} can be done: not with what is half in the bucket and only there. */
  public boolean canKeepAside() {
    return content.isKept() || copy.sentStream().isEmpty();
  }

  /**
   * Stores what a refused commit would have made, with the attributes asked for, elsewhere; nothing
   * if no byte was to be committed. What was written stays uncommitted.
   */
  public List<ConflictCopy> keepAside(CommitRequest refused, ConflictName name) throws IOException {
    ConflictCopies copies = new ConflictCopies(uploads, refused, name);
    if (!content.isKept()) {
      return List.of(copies.keep(copy.onlyCopy()::readPart, content.length()));
    }
    copy.leaveStream();
    return dirty ? copies.keep(content) : List.of();
  }

  /**
   * Goes on from a version that a commit made although it was reported as failed. What differs from
   * the version before it is all that can differ from this one.
   */
  private void adopt(FileVersion version) {
    committed = version;
    unreported = true;
    if (content.isKept() && !content.isLocal()) {
      content.moveBase(target.contents().open(version));
    }
  }

  /** The request, with the precondition it would have if its caller knew what we have made. */
  private CommitRequest known(CommitRequest request, String key) {
    if (!unreported || committed == null || !committed.key().equals(key)) {
      return request;
    }
    return request.withPrecondition(Precondition.ifMatch(committed.etag()));
  }

  private void settle(FilePath newPath, FileVersion version) {
    path = newPath;
    attributes = version.attributes();
    committed = version;
    unreported = true;
    // What is read from the bucket is from now on read from the new version, and the old is gone.
    if (!content.isLocal()) {
      content.rebase(target.contents().open(version));
    }
  }

  private FileVersion store(CommitRequest request) throws IOException {
    if (isStreamFinishedTo(request.path())) {
      return complete(request);
    }
    Optional<FileVersion> changed = changeInPlace(request);
    if (changed.isPresent()) {
      copy.dropStream();
      return changed.get();
    }
    if (content.length() <= uploads.partBytes()) {
      return put(request);
    }
    copy.leaveStream();
    Optional<FileVersion> around =
        content.isLocal() ? inPlace.commitAround(request, content) : Optional.empty();
    return around.isPresent() ? around.get() : committer.upload(request, content, content.length());
  }

  private Optional<FileVersion> changeInPlace(CommitRequest request) throws IOException {
    FileVersion base = committed;
    if (base == null
        || !content.isKept()
        || !base.key().equals(target.keys().fileKey(request.path()))) {
      return Optional.empty();
    }
    return inPlace.commit(request, content, base);
  }

  private boolean isStreamFinishedTo(FilePath wanted) throws IOException {
    Optional<BodyUpload> stream = copy.sentStream();
    if (stream.isEmpty() || !stream.get().object().path().equals(wanted)) {
      return false;
    }
    try {
      stream.get().finish();
      return true;
    } catch (IOException e) {
      copy.endStream(e);
      return false;
    }
  }

  private FileVersion complete(CommitRequest request) throws IOException {
    try {
      FileVersion version = committer.complete(copy.onlyCopy(), request.precondition());
      copy.dropStream();
      return version;
    } catch (IOException e) {
      if (content.isKept() && !Committer.mayCompleteLater(e)) {
        copy.leaveStream();
        if (Committer.isUploadGone(e)) {
          return store(request);
        }
      }
      throw e;
    }
  }

  private FileVersion put(CommitRequest request) throws IOException {
    int length = (int) content.length();
    if (content.isKept()) {
      copy.leaveStream();
      return committer.put(request, content, length);
    }
    FileVersion version = committer.put(request, copy.onlyCopy()::readPart, length);
    copy.dropStream();
    return version;
  }

  /** The version that this began with, or has made, was moved or got other attributes. */
  public void moved(FilePath newPath, FileVersion version) {
    path = newPath;
    attributes = version.attributes();
    committed = version;
    if (content.isKept() && !content.isLocal()) {
      content.moveBase(target.contents().open(version));
    }
  }

  /** Forgets what is not committed. */
  @Override
  public void close() {
    copy.close();
  }
}
