package io.cofferfs.fs.vfs;

import io.cofferfs.fs.volume.ContentOpener;
import io.cofferfs.fs.volume.ContentSource;
import io.cofferfs.fs.volume.FileVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The committed content of an open file, also after a commit, a rename or an unlink of this mount
 * has put it elsewhere. A change by anybody else makes it stale instead.
 */
final class MovingSource implements ContentSource {
  private final ContentOpener contents;
  private final OpenFile file;
  private volatile @Nullable Opened opened;
  private volatile boolean closed;

  /** A source and the version that it reads. */
  private record Opened(FileVersion version, ContentSource source) {}

  MovingSource(ContentOpener contents, OpenFile file) {
    this.contents = contents;
    this.file = file;
  }

  @Override
  public long length() {
    return file.version().map(FileVersion::length).orElse(0L);
  }

  @Override
  public int read(long offset, ByteBuffer target) throws IOException {
    int start = target.position();
    for (Optional<Opened> current = current(); current.isPresent(); current = current()) {
      try {
        return current.get().source().read(offset, target);
      } catch (IOException e) {
        if (!isSuperseded(current.get())) {
          throw e;
        }
        target.position(start);
      }
    }
    return 0;
  }

  /**
   * Whether a read failed because this mount was moving the object, or has: then the next one finds
   * it. Moves hold the file's lock, so this waits for one that is under way.
   */
  @SuppressWarnings("ReferenceEquality") // the very source, for it was closed when another came
  private boolean isSuperseded(Opened used) {
    file.lock().lock();
    try {
      return !closed && (used != opened || !Optional.of(used.version()).equals(file.version()));
    } finally {
      file.lock().unlock();
    }
  }

  private Optional<Opened> current() {
    Opened current = opened;
    boolean isCurrent = current != null && Optional.of(current.version()).equals(file.version());
    return isCurrent ? Optional.ofNullable(current) : reopen();
  }

  /** Opens the version that the file has by now, whichever the caller has seen. */
  private synchronized Optional<Opened> reopen() {
    Optional<FileVersion> version = file.version();
    Opened current = opened;
    if (version.isEmpty() || (current != null && current.version().equals(version.get()))) {
      return Optional.ofNullable(current);
    }
    closeSource();
    opened = new Opened(version.get(), contents.open(version.get()));
    return Optional.ofNullable(opened);
  }

  @Override
  public synchronized void close() {
    closed = true;
    closeSource();
  }

  private void closeSource() {
    Opened current = opened;
    opened = null;
    if (current != null) {
      current.source().close();
    }
  }
}
