package io.cofferfs.fs.vfs;

import io.cofferfs.fs.volume.FilePath;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;

/**
 * Who may change which names. A change of one name excludes others of that name; a rename, which
 * may move a whole tree, excludes all of them. Locks of files come after these.
 */
final class PathLocks {
  private final ReentrantReadWriteLock tree = new ReentrantReadWriteLock();
  private final ReentrantLock[] names =
      Stream.generate(ReentrantLock::new).limit(256).toArray(ReentrantLock[]::new);

  /** A lock held; closing it gives it back. */
  interface Held extends AutoCloseable {
    @Override
    void close();
  }

  Held name(FilePath path) {
    ReentrantLock name = names[Math.floorMod(Objects.hashCode(path), names.length)];
    tree.readLock().lock();
    name.lock();
    return () -> {
      name.unlock();
      tree.readLock().unlock();
    };
  }

  Held tree() {
    tree.writeLock().lock();
    return tree.writeLock()::unlock;
  }
}
