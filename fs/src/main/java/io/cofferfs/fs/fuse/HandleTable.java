package io.cofferfs.fs.fuse;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/** What is open, under the numbers that the kernel knows it by. No number is used twice. */
final class HandleTable<T> {
  private final ConcurrentMap<Long, T> open = new ConcurrentHashMap<>();
  private final AtomicLong last = new AtomicLong();

  long add(T opened) {
    long handle = last.incrementAndGet();
    open.put(handle, opened);
    return handle;
  }

  T get(long handle) throws FileException {
    T opened = open.get(handle);
    if (opened == null) {
      throw unknown(handle);
    }
    return opened;
  }

  T remove(long handle) throws FileException {
    T opened = open.remove(handle);
    if (opened == null) {
      throw unknown(handle);
    }
    return opened;
  }

  /** Empties the table and returns what was in it. */
  List<T> removeAll() {
    List<T> removed = new ArrayList<>();
    for (Long handle : List.copyOf(open.keySet())) {
      T opened = open.remove(handle);
      if (opened != null) {
        removed.add(opened);
      }
    }
    return removed;
  }

  private static FileException unknown(long handle) {
    return new FileException(Reason.BAD_HANDLE, "handle " + handle + " is not open");
  }
}
