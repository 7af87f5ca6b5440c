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
  private final AttributesInHand attributes;
  private final HandleCount handles = new HandleCount();

  private FilePath path;
  private volatile @Nullable FileVersion version;
  private volatile @Nullable FileWriter writer;

  /** The object that a commit replaces. */
  private Optional<ETag> replaces;

  private volatile boolean lost;
  private boolean commitInDoubt;
  private Optional<LostName> lostName = Optional.empty();

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
    this.attributes = new AttributesInHand(attributes);
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
    return !isUnlinked()
        && !lost
        && (version == null || attributes.isDirty() || (current != null && current.isDirty()));
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
    return attributes.current();
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
    handles.opened(mode);
    return new OpenHandle(this, mode);
  }

  /** Ends a handle; whether it was the last one. */
  boolean release(OpenHandle handle) throws IOException {
    handle.close();
    handles.closed(handle.mode());
    FileWriter current = writer;
    boolean settled = !isUnlinked() && version != null && !isDirty();
    if (current != null && (handles.isNone() || (handles.isNoneWriting() && settled))) {
      writer = null;
      current.close();
    }
    return handles.isNone();
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
    attributes.touched(layers.now());
  }

  void append(ByteBuffer source) throws IOException {
    FileWriter current = changing();
    current.write(current.length(), source);
    attributes.touched(layers.now());
  }

  void truncate(long length) throws IOException {
    FileWriter current = changing();
    if (current.length() != length) {
      current.truncate(length);
    }
    attributes.touched(layers.now());
  }

  private FileWriter changing() throws FileException {
    requireNotLost();
    FileWriter current = writer;
    if (current == null) {
      FileVersion base = version;
      current =
          base == null || base.length() == 0
              ? layers.writers().create(path, attributes.current())
              : layers.writers().modify(path, base);
      writer = current;
    }
    return current;
  }

  /** Changes attributes with the next commit. */
  void changeAttributes(FileMetadata changed, boolean explicitMtime) {
    attributes.change(changed, explicitMtime);
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
    FileCommit commit = new FileCommit(layers, commitRequest());
    FileVersion stored = version;
    FileWriter current = writer;
    try {
      if (stored != null && (current == null || !current.isDirty())) {
        commit.ofAttributes(stored).ifPresent(changed -> moved(path, changed));
      } else {
        commitContent(commit);
      }
    } catch (FileCommit.Overtaken e) {
      throw giveUp(e);
    }
  }

  private CommitRequest commitRequest() {
    return new CommitRequest(
        path,
        attributes.current(),
        attributes.isMtimeExplicit(),
        Precondition.unchangedSince(replaces));
  }

  private void commitContent(FileCommit commit) throws IOException {
    commitInDoubt = true; // until the writer says so
    FileVersion committed = commit.ofContent(changing());
    commitInDoubt = false;
    // In this order a listing misses it at no moment; it may name it twice.
    layers.namespace().committed(path, committed);
    settle(path, committed);
  }

  /** The name is another writer's, and so this file is nobody's. */
  private FileException giveUp(FileCommit.Overtaken because) {
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
      if (handles.isNoneWriting()) {
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
    attributes.settle(at.attributes());
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
    lostName = Optional.of(new LostName(copy, inode));
    if (copy.isPresent()) {
      FileWriter current = writer;
      if (current != null) {
        current.moved(path, copy.get());
      }
      version = copy.get();
    }
  }

  boolean isUnlinked() {
    return lostName.isPresent();
  }

  /** The number of a file that has lost its name. */
  OptionalLong keptInode() {
    return lostName.map(LostName::inode).map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  /** What is to be removed from the bucket with the last handle. */
  Optional<FileVersion> setAside() {
    return lostName.flatMap(LostName::setAside);
  }

  /** Whether one handle is left to commit what is not in the bucket yet. */
  boolean isDirtyAtItsEnd() {
    return handles.isOne() && isDirty();
  }

  /** Whether the last handle is gone, and this file with it; or its name, to another writer. */
  boolean isClosed() {
    return handles.isNone() || lost;
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
