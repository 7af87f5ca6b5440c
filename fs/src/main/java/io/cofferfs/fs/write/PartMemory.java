package io.cofferfs.fs.write;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * The memory for parts of all files together, lent as arrays. Half of it is for parts that may wait
 * half full for their application; the other half is for parts that are filled and sent without
 * waiting for anybody. So whoever waits for the second half waits for uploads only, which end.
 * Thread-safe.
 */
final class PartMemory {
  private final Semaphore patient;
  private final Semaphore busy;
  private final int half;
  private final int pooledLength;
  private final int maxPooled;
  // Guarded by this.
  private final ArrayDeque<byte[]> pool = new ArrayDeque<>();

  /**
   * @param pooledLength of the arrays that are kept for the next part
   */
  PartMemory(long memoryBytes, int pooledLength) {
    this.half = (int) Math.min(Integer.MAX_VALUE, memoryBytes / 2);
    this.patient = new Semaphore(half);
    this.busy = new Semaphore(half, /* fair= */ true);
    this.pooledLength = pooledLength;
    this.maxPooled = Math.max(1, half / pooledLength);
  }

  /** Room for parts of a file that is being written, if there is any. */
  Optional<Lease> tryLease(int arrayLength) {
    int permits = permits(arrayLength);
    return patient.tryAcquire(permits)
        ? Optional.of(new Lease(patient, permits, arrayLength))
        : Optional.empty();
  }

  /** Room for parts of a file that is being committed; waits its turn. */
  Lease lease(int arrayLength) {
    int permits = permits(arrayLength);
    busy.acquireUninterruptibly(permits);
    return new Lease(busy, permits, arrayLength);
  }

  /** A part too large for the half of memory takes all of it. */
  private int permits(int arrayLength) {
    return Math.min(half, arrayLength);
  }

  private synchronized byte[] allocate(int length) {
    byte[] pooled = length == pooledLength ? pool.poll() : null;
    return pooled == null ? new byte[length] : pooled;
  }

  private synchronized void recycle(byte[] array) {
    if (array.length == pooledLength && pool.size() < maxPooled) {
      pool.push(array);
    }
  }

  /**
   * Room for one array at least, as long as it is open, and for more when others leave some. Not
   * thread-safe.
   */
  final class Lease implements AutoCloseable {
    private final Semaphore home;
    private int permits;
    private int arrayLength;
    private int extras;

    private Lease(Semaphore home, int permits, int arrayLength) {
      this.home = home;
      this.permits = permits;
      this.arrayLength = arrayLength;
    }

    int arrayLength() {
      return arrayLength;
    }

    byte[] array() {
      return allocate(arrayLength);
    }

    void giveBack(byte[] array) {
      recycle(array);
    }

    /** Room for one more array, unless somebody waits for it. */
    boolean tryExtra() {
      if (busy.hasQueuedThreads() || !busy.tryAcquire(permits)) {
        return false;
      }
      extras++;
      return true;
    }

    boolean hasExtra() {
      return extras > 0;
    }

    void returnExtra() {
      extras--;
      busy.release(permits);
    }

    /** Makes the arrays larger from now on; all extras must be returned. */
    boolean tryGrow(int newArrayLength) {
      int more = permits(newArrayLength) - permits;
      if (!home.tryAcquire(more)) {
        return false;
      }
      permits += more;
      arrayLength = newArrayLength;
      return true;
    }

    @Override
    public void close() {
      while (hasExtra()) {
        returnExtra();
      }
      home.release(permits);
      permits = 0;
    }
  }
}
