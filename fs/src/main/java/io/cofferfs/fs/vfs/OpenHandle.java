package io.cofferfs.fs.vfs;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.volume.ContentSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** One {@code open(2)} of a file. It has a read-ahead of its own; all else is the file's. */
final class OpenHandle implements FileHandle {
  private static final int ZEROS_BYTES = 64 * 1024;

  private final OpenFile file;
  private final OpenMode mode;
  private final ContentSource committed;

  OpenHandle(OpenFile file, OpenMode mode) {
    this.file = file;
    this.mode = mode;
    this.committed = file.follow();
  }

  OpenFile file() {
    return file;
  }

  OpenMode mode() {
    return mode;
  }

  int read(long offset, ByteBuffer target) throws IOException {
    if (!mode.read()) {
      throw new FileException(Reason.BAD_HANDLE, "not open for reading");
    }
    Optional<Integer> changing = file.readChanging(offset, target);
    return changing.isPresent() ? changing.get() : committed.read(offset, target);
  }

  void write(long offset, ByteBuffer source) throws IOException {
    locked(
        () -> {
          if (mode.append()) {
            file.append(source);
          } else {
            file.write(offset, source);
          }
        });
  }

  void truncate(long length) throws IOException {
    locked(() -> file.truncate(length));
  }

  void extend(long length) throws IOException {
    locked(
        () -> {
          if (file.length() < length) {
            file.truncate(length);
          }
        });
  }

  void zero(long offset, long length) throws IOException {
    locked(
        () -> {
          long end = file.length();
          if (offset < end && length >= end - offset) {
            // A hole at the end costs nothing.
            file.truncate(offset);
            file.truncate(end);
          } else if (offset < end) {
            writeZeros(offset, offset + length);
          }
        });
  }

  private void writeZeros(long from, long to) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocate(ZEROS_BYTES);
    for (long at = from; at < to; at += ZEROS_BYTES) {
      file.write(at, zeros.clear().limit((int) Math.min(ZEROS_BYTES, to - at)));
    }
  }

  void flush() throws IOException {
    if (mode.write()) {
      file.commitLocked();
    } else {
      file.commitUnlessWritten();
    }
  }

  /** Commits what is left to be, which is nothing once the file is lost to another writer. */
  void commitRest() throws IOException {
    if (file.isDirtyAtItsEnd() || (mode.write() && file.isDirty())) {
      file.commitLocked();
    }
  }

  private void locked(Change change) throws IOException {
    if (!mode.write()) {
      throw new FileException(Reason.BAD_HANDLE, "not open for writing");
    }
    ReentrantLock lock = file.lock();
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
  }

  void close() {
    committed.close();
  }

  @FunctionalInterface
  private interface Change {
    void run() throws IOException;
  }
}
