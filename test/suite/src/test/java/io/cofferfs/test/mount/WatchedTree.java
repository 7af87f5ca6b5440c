package io.cofferfs.test.mount;

import io.cofferfs.fs.vfs.FileHandle;
import io.cofferfs.fs.vfs.FileStat;
import io.cofferfs.fs.vfs.InMemoryFileTree;
import io.cofferfs.fs.vfs.OpenMode;
import io.cofferfs.fs.vfs.Owner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A tree on the heap that shows how the kernel asks. */
final class WatchedTree extends InMemoryFileTree {
  /** A lookup of one of these names is answered when the other one is looked up, too. */
  static final String LEFT = "left";

  static final String RIGHT = "right";

  /** The file of this name is gone when it is opened for the first time. */
  static final String FLEETING = "fleeting";

  private static final long PATIENCE_SECONDS = 30;

  private final CyclicBarrier meeting = new CyclicBarrier(2);
  private final AtomicBoolean taken = new AtomicBoolean();
  private final AtomicInteger longestRead = new AtomicInteger();
  private final AtomicInteger longestWrite = new AtomicInteger();

  WatchedTree(Owner owner) {
    super(Clock.systemUTC(), owner);
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // Two meet before either has its turn.
  public FileStat stat(String path) throws IOException {
    if (path.endsWith(LEFT) || path.endsWith(RIGHT)) {
      meet();
    }
    return super.stat(path);
  }

  private void meet() throws IOException {
    try {
      meeting.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IOException("nobody looked up the other one", e);
    }
  }

  @Override
  public synchronized FileHandle open(String path, OpenMode mode) throws IOException {
    if (path.endsWith(FLEETING) && !taken.getAndSet(true)) {
      unlink(path);
    }
    return super.open(path, mode);
  }

  @Override
  public int read(FileHandle handle, long offset, ByteBuffer target) throws IOException {
    longestRead.accumulateAndGet(target.remaining(), Math::max);
    return super.read(handle, offset, target);
  }

  @Override
  public void write(FileHandle handle, long offset, ByteBuffer source) throws IOException {
    longestWrite.accumulateAndGet(source.remaining(), Math::max);
    super.write(handle, offset, source);
  }

  /** The longest requests there were, in bytes. */
  String seen() {
    return "longest read " + longestRead + ", longest write " + longestWrite;
  }
}
