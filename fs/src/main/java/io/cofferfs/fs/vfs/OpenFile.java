package io.cofferfs.fs.vfs;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.namespace.Entry;
import io.cofferfs.fs.namespace.FileEntry;
import io.cofferfs.fs.namespace.Namespace;
import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.volume.ContentOpener;
import io.cofferfs.fs.volume.ContentSource;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.write.CommitRequest;
import io.cofferfs.fs.write.FileWriter;
import io.cofferfs.fs.write.FileWriters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A file while it is open: what all its handles share. Every write is seen by every later read,
 * committed or not.
 *
 * <p>All state is guarded by {@link #lock}; only a read of a file that nobody changes goes without
 * it. A path may be locked before a file, never after one.
 */
final class OpenFile {
  private final ReentrantLock lock = new ReentrantLock();
  private final Layers layers;

  private FilePath path;
  private FileMetadata attributes;
  private volatile @Nullable FileVersion version;
  private volatile @Nullable FileWriter writer;

  /** The object that a commit replaces. */
  private Optional<ETag> replaces;

  private boolean attributesDirty;
  private boolean mtimeExplicit;
  private boolean unlinked;
  private volatile boolean lost;
  private boolean commitInDoubt;
  private Optional<FileVersion> setAside = Optional.empty();
  private OptionalLong keptInode = OptionalLong.empty();
  private int handles;
  private int writingHandles;

  /** What a file is read and written through. */
  record Layers(
      Namespace namespace,
      ContentOpener contents,
      FileWriters writers,
      Conflicts conflicts,
      Clock clock) {
    Timestamp now() {
      return Timestamp.of(clock.instant());
    }
  }

  private OpenFile(Layers layers, FilePath path, FileMetadata attributes) {
    this.layers = layers;
    this.path = path;
    this.attributes = attributes;
    this.replaces = Optional.empty();
  }

  /** A file that is in the bucket. */
  static OpenFile existing(Layers layers, FilePath path, FileVersion version) {
    OpenFile file = new OpenFile(layers, path, version.attributes());
    file.version = version;
    file.replaces = Optional.of(version.etag());
    return file;
  }

  /** A file that will be in the bucket with its first commit. */
  static OpenFile created(Layers layers, FilePath path, FileMetadata attributes) {
    OpenFile file = new OpenFile(layers, path, attributes);
    file.writer = layers.writers().create(path, attributes);
    return file;
  }

  ReentrantLock lock() {
    return lock;
  }

  FilePath path() {
    return path;
  }

  /** Whether the file has content or attributes that are not in the bucket. */
  boolean isDirty() {
    FileWriter current = writer;
    return !unlinked
        && !lost
        && (version == null || attributesDirty || (current != null && current.isDirty()));
  }

  /** Whether the bucket has no version of this file yet. */
  boolean isUncommitted() {
    return version == null;
  }

  /** Whether {@code stat} must ask this file rather than the bucket. */
  boolean isChanging() {
    return version == null || writer != null;
  }

  Optional<FileVersion> version() {
    return Optional.ofNullable(version);
  }

  FileMetadata attributes() {
    return attributes;
  }

  long length() {
    FileWriter current = writer;
    if (current != null) {
      return current.length();
    }
    FileVersion stored = version;
    return stored == null ? 0 : stored.length();
  }

  /** A handle of a file that was just made. */
  OpenHandle firstHandle(OpenMode mode) throws IOException {
    lock.lock();
    try {
      return newHandle(mode);
    } finally {
      lock.unlock();
    }
  }

  /** Another handle; empty if the last one was closed meanwhile, and the file with it. */
  Optional<OpenHandle> join(OpenMode mode) throws IOException {
    lock.lock();
    try {
      return isClosed() ? Optional.empty() : Optional.of(newHandle(mode));
    } finally {
      lock.unlock();
    }
  }

  private OpenHandle newHandle(OpenMode mode) throws IOException {
    if (mode.truncate() && mode.write()) {
      truncate(0);
    }
    handles++;
    writingHandles += mode.write() ? 1 : 0;
    return new OpenHandle(this, mode);
  }

  /** Ends a handle; whether it was the last one. */
  boolean release(OpenHandle handle) throws IOException {
    handle.close();
    handles--;
    writingHandles -= handle.mode().write() ? 1 : 0;
    FileWriter current = writer;
    boolean settled = !unlinked && version != null && !isDirty();
    if (current != null && (handles == 0 || (writingHandles == 0 && settled))) {
      writer = null;
      current.close();
    }
    return handles == 0;
  }

  /** A source of the committed content that goes along when the object is moved. */
  ContentSource follow() {
    return new MovingSource(layers.contents(), this);
  }

  /** Reads what is not committed; empty if all is, and is to be read from the bucket. */
  Optional<Integer> readChanging(long offset, ByteBuffer target) throws IOException {
    requireNotLost();
    if (writer == null) {
      return Optional.empty();
    }
    lock.lock();
    try {
      FileWriter current = writer;
      return current == null ? Optional.empty() : Optional.of(current.read(offset, target));
    } finally {
      lock.unlock();
    }
  }

  void write(long offset, ByteBuffer source) throws IOException {
    changing().write(offset, source);
    touched();
  }

  void append(ByteBuffer source) throws IOException {
    FileWriter current = changing();
    current.write(current.length(), source);
    touched();
  }

  void truncate(long length) throws IOException {
    FileWriter current = changing();
    if (current.length() != length) {
      current.truncate(length);
    }
    touched();
  }

  private FileWriter changing() throws FileException {
    requireNotLost();
    FileWriter current = writer;
    if (current == null) {
      FileVersion base = version;
      current =
          base == null || base.length() == 0
              ? layers.writers().create(path, attributes)
              : layers.writers().modify(path, base);
      writer = current;
    }
    return current;
  }

  private void touched() {
    Timestamp now = layers.now();
    attributes = attributes.withMtime(now).withCtime(now);
    attributesDirty = true;
    mtimeExplicit = false;
  }

  /** Changes attributes with the next commit. */
  void changeAttributes(FileMetadata changed, boolean explicitMtime) {
    attributes = changed;
    attributesDirty = true;
    mtimeExplicit |= explicitMtime;
  }

  /**
   * Makes everything written so far visible in the bucket; or, where another writer was faster, in
   * another place: then this is {@code STALE} for good.
   */
  void commit() throws IOException {
    requireNotLost();
    if (!isDirty()) {
      return;
    }
    CommitRequest request =
        new CommitRequest(path, attributes, mtimeExplicit, Precondition.unchangedSince(replaces));
    FileVersion stored = version;
    FileWriter current = writer;
    if (stored != null && (current == null || !current.isDirty())) {
      commitAttributes(request, stored);
    } else {
      commitContent(request);
    }
  }

  /** What other tools have written into the object's headers stays in them. */
  private void commitAttributes(CommitRequest request, FileVersion stored) throws IOException {
    if (request.isSatisfiedBy(stored.attributes())) {
      moved(path, stored);
      return;
    }
    FileEntry before = new FileEntry(path, stored);
    try {
      if (layers.namespace().changeAttributes(before, attributes) instanceof FileEntry changed) {
        moved(path, changed.version());
      }
    } catch (IOException e) {
      throw Conflicts.isOfAnother(e) ? giveUp(e) : e;
    }
  }

  private void commitContent(CommitRequest request) throws IOException {
    commitInDoubt = true; // until the writer says so
    FileVersion committed = committed(request);
    commitInDoubt = false;
    // In this order a listing misses it at no moment; it may name it twice.
    layers.namespace().committed(path, committed);
    settle(path, committed);
  }

  private FileVersion committed(CommitRequest request) throws IOException {
    FileWriter current = changing();
    try {
      return current.commit(request);
    } catch (IOException e) {
      if (Errno.of(e) != Errno.ESTALE) {
        throw e;
      }
      Optional<FileVersion> made = layers.conflicts().resolve(current, request);
      if (made.isPresent()) {
        return made.get();
      }
      throw giveUp(e);
    }
  }

  /** The name is another writer's, and so this file is nobody's. */
  private FileException giveUp(IOException because) {
    lost = true;
    layers.conflicts().forget(path, this);
    FileWriter current = writer;
    writer = null;
    if (current != null) {
      current.close();
    }
    return new FileException(Reason.STALE, "another writer was faster", because);
  }

  private void requireNotLost() throws FileException {
    if (lost) {
      throw new FileException(Reason.STALE, "another writer was faster: open the file anew");
    }
  }

  /** As {@link #commit}, with the lock taken here. */
  void commitLocked() throws IOException {
    lock.lock();
    try {
      commit();
    } finally {
      lock.unlock();
    }
  }

  /** Commits a file that was made by a descriptor that only reads: nobody else will. */
  void commitUnlessWritten() throws IOException {
    if (!isUncommitted()) {
      return;
    }
    lock.lock();
    try {
      if (writingHandles == 0) {
        commit();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The file, which has nothing to commit, is now this version of this path's object. */
  void moved(FilePath to, FileVersion at) {
    settle(to, at);
    FileWriter current = writer;
    if (current != null) {
      current.moved(to, at);
    }
  }

  private void settle(FilePath to, FileVersion at) {
    path = to;
    version = at;
    replaces = Optional.of(at.etag());
    attributes = at.attributes();
    attributesDirty = false;
    mtimeExplicit = false;
  }

  /** An uncommitted file gets another path, where nothing is. */
  void renamed(FilePath to) {
    path = to;
    replaces = Optional.empty();
  }

  /**
   * The file has lost its name.
   *
   * @param copy of what was committed of it; without one its handles find that stale, if anything
   *     was
   * @param inode its number, which belongs to that name no more
   */
  void unlinked(Optional<FileVersion> copy, long inode) {
    unlinked = true;
    keptInode = OptionalLong.of(inode);
    setAside = copy;
    if (copy.isPresent()) {
      FileWriter current = writer;
      if (current != null) {
        current.moved(path, copy.get());
      }
      version = copy.get();
    }
  }

  boolean isUnlinked() {
    return unlinked;
  }

  /** The number of a file that has lost its name. */
  OptionalLong keptInode() {
    return keptInode;
  }

  /** What is to be removed from the bucket with the last handle. */
  Optional<FileVersion> setAside() {
    return setAside;
  }

  /** Whether one handle is left to commit what is not in the bucket yet. */
  boolean isDirtyAtItsEnd() {
    return handles == 1 && isDirty();
  }

  /** Whether the last handle is gone, and this file with it; or its name, to another writer. */
  boolean isClosed() {
    return handles == 0 || lost;
  }

  /** Whether a commit failed, and may have made an object all the same. */
  boolean isCommitInDoubt() {
    return commitInDoubt;
  }

  /** Whether what the bucket holds is what this file has committed or was opened at. */
  boolean isAt(Entry entry) {
    return version != null
        && entry instanceof FileEntry stored
        && stored.version().key().equals(version.key())
        && stored.version().etag().equals(version.etag());
  }
}
