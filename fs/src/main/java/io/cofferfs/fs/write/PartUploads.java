package io.cofferfs.fs.write;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.ByteRange;
import io.cofferfs.fs.s3.CopySource;
import io.cofferfs.fs.s3.MultipartUpload;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.UploadedPart;
import io.cofferfs.fs.volume.BodySealer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of one body on their way. One thread at a time hands them in; upload threads seal and
 * send them. {@code lock} guards everything that both touch.
 */
final class PartUploads {
  private static final Logger LOG = LoggerFactory.getLogger(PartUploads.class);

  private final ObjectStore store;
  private final Executor threads;
  private final NewObject object;
  // Sealing runs at several times the speed of any network, so one sealer for all parts is enough;
  // it is its own lock.
  private final BodySealer sealer;
  // Whether the parts are sealed as they are handed in, since upload threads take them in any
  // order.
  private final boolean inOrder;
  private final CompletableFuture<MultipartUpload> upload = new CompletableFuture<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final PartMemory.Lease memory;
  private final ArrayDeque<byte[]> spare = new ArrayDeque<>();
  private final TreeMap<Integer, UploadedPart> parts = new TreeMap<>();
  private @Nullable IOException failure;
  private int underWay;
  private boolean beginning;
  private boolean waiting;
  private boolean abandoned;

  /** Takes over {@code memory}. */
  PartUploads(Uploads uploads, NewObject object, BodySealer sealer, PartMemory.Lease memory) {
    this.store = uploads.target().store();
    this.threads = uploads.threads();
    this.object = object;
    this.sealer = sealer;
    this.inOrder = uploads.target().codec().sealsInOrder();
    this.memory = memory;
    this.spare.add(memory.array());
  }

  NewObject object() {
    return object;
  }

  /** An array for the next part: where memory is short, one of those under way, once it is sent. */
  byte[] nextArray() throws IOException {
    lock.lock();
    try {
      if (spare.isEmpty() && failure == null && memory.tryExtra()) {
        return memory.array();
      }
      waiting = true;
      while (spare.isEmpty() && failure == null) {
        changed.awaitUninterruptibly();
      }
      waiting = false;
      requireNoFailure();
      return spare.remove();
    } finally {
      lock.unlock();
    }
  }

  /** Asks for larger arrays, once all parts are sent. */
  boolean tryGrow(int arrayLength) throws IOException {
    lock.lock();
    try {
      awaitAll();
      if (!memory.tryGrow(arrayLength)) {
        return false;
      }
      spare.clear();
      spare.add(memory.array());
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Hands in a part, with its array. */
  void send(PartBuffer part, int number, boolean last) throws IOException {
    Supplier<PartBody> sealed = sealed(part, last);
    lock.lock();
    try {
      beginOnce();
      submit(() -> send(part, number, sealed));
    } finally {
      lock.unlock();
    }
  }

  /** Has the store make a part of this range of an object. */
  void copy(int number, CopySource source, ByteRange range) throws IOException {
    lock.lock();
    try {
      beginOnce();
      submit(() -> copyPart(number, source, range));
    } finally {
      lock.unlock();
    }
  }

  private void beginOnce() throws IOException {
    requireNoFailure();
    if (!beginning) {
      beginning = true;
      submit(this::begin);
    }
  }

  /** The part, sealed at once where the parts' order counts, else by whoever sends it. */
  private Supplier<PartBody> sealed(PartBuffer part, boolean last) {
    if (!inOrder) {
      return () -> seal(part, last);
    }
    PartBody now = seal(part, last);
    return () -> now;
  }

  private void submit(Step step) {
    underWay++;
    threads.execute(() -> run(step));
  }

  private void run(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      fail(e);
    } catch (RuntimeException | Error e) {
      fail(new FileException(Reason.LOCAL_FAILURE, "a part could not be sent", e));
    } finally {
      end();
    }
  }

  /** Ends in every case, for the parts wait for it. */
  private void begin() throws IOException {
    if (!isWanted()) {
      upload.cancel(/* mayInterruptIfRunning= */ false);
      return;
    }
    try {
      upload.complete(store.createMultipartUpload(object.key(), object.metadata()));
    } catch (IOException | RuntimeException | Error e) {
      upload.completeExceptionally(e);
      throw e;
    }
  }

  /** The thread that begins the upload was queued before this one, so the wait ends. */
  private void send(PartBuffer part, int number, Supplier<PartBody> sealed) throws IOException {
    try {
      if (isWanted()) {
        PartBody body = sealed.get();
        if (isBegun()) {
          add(store.uploadPart(upload.join(), number, body));
        }
      }
    } finally {
      giveBack(part.bytes());
    }
  }

  private void copyPart(int number, CopySource source, ByteRange range) throws IOException {
    if (isWanted() && isBegun()) {
      add(store.uploadPartCopy(upload.join(), number, source, range));
    }
  }

  private boolean isBegun() {
    return upload.handle((begun, failed) -> failed == null).join();
  }

  private PartBody seal(PartBuffer part, boolean last) {
    synchronized (sealer) {
      return part.seal(sealer, last);
    }
  }

  private void add(UploadedPart part) {
    lock.lock();
    try {
      parts.put(part.number(), part);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Keeps the array for a part that waits for it, or as this file's own; else others may have it.
   */
  private void giveBack(byte[] array) {
    lock.lock();
    try {
      if (memory.hasExtra() && !(waiting && spare.isEmpty())) {
        memory.giveBack(array);
        memory.returnExtra();
      } else {
        spare.add(array);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isWanted() {
    lock.lock();
    try {
      return !abandoned && failure == null;
    } finally {
      lock.unlock();
    }
  }

  private void fail(IOException cause) {
    lock.lock();
    try {
      if (failure == null) {
        failure = cause;
      }
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    boolean over;
    lock.lock();
    try {
      underWay--;
      over = abandoned && underWay == 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (over) {
      abort();
    }
  }

  /** Waits for all parts; those that were sent, in order. */
  List<UploadedPart> await() throws IOException {
    lock.lock();
    try {
      awaitAll();
      return List.copyOf(parts.values());
    } finally {
      lock.unlock();
    }
  }

  private void awaitAll() throws IOException {
    while (underWay > 0) {
      changed.awaitUninterruptibly();
    }
    requireNoFailure();
  }

  /** Throws why a part failed, if one did. */
  void requireNoFailure() throws IOException {
    lock.lock();
    try {
      if (failure != null) {
        throw failure;
      }
    } finally {
      lock.unlock();
    }
  }

  /** The upload of parts that were awaited. */
  MultipartUpload upload() {
    return upload.join();
  }

  /** Takes back an array that no part was made of. */
  void giveBackUnused(byte[] array) {
    giveBack(array);
  }

  /** Gives the memory back: all parts were awaited, or nothing more is handed in. */
  void releaseMemory() {
    lock.lock();
    try {
      spare.forEach(memory::giveBack);
      spare.clear();
      memory.close();
    } finally {
      lock.unlock();
    }
  }

  /** Forgets everything, in the background. Parts under way end first, or they would be left. */
  void abandon() {
    boolean over;
    lock.lock();
    try {
      over = !abandoned && underWay == 0;
      abandoned = true;
    } finally {
      lock.unlock();
    }
    if (over) {
      threads.execute(this::abort);
    }
  }

  private void abort() {
    releaseMemory();
    if (!upload.isDone() || !isBegun()) {
      return;
    }
    try {
      store.abortMultipartUpload(upload.join());
    } catch (ObjectStoreException e) {
      LOG.warn("an upload given up is left in the bucket: {}", e.reason(), e);
    }
  }

  /** What an upload thread does. */
  private interface Step {
    void run() throws IOException;
  }
}
