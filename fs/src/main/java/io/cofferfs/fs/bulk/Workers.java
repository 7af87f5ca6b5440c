package io.cofferfs.fs.bulk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of a job and the memory they share. Whole objects have threads of their own, which
 * may wait for those that deal with the pieces of large ones, and never the other way round.
 * Thread-safe.
 */
public final class Workers implements AutoCloseable {
  private final ExecutorService objects;
  private final ExecutorService pieces;
  private final Semaphore memory;
  private final int memoryKib;
  private final int parallel;
  private final int pieceBytes;
  private final Cancellation cancellation;

  /**
   * How much is done at the same time.
   *
   * @param parallel objects, and pieces of large ones, at the same time
   * @param memoryBytes for the pieces that are being uploaded, all together
   * @param pieceBytes of content that is read, and uploaded, at a time
   */
  public record Settings(int parallel, long memoryBytes, int pieceBytes) {
    private static final long DEFAULT_MEMORY_BYTES = 256L << 20;
    private static final int DEFAULT_PIECE_BYTES = 8 << 20;

    public Settings {
      if (parallel < 1 || memoryBytes < 1024 || pieceBytes < 1) {
        throw new IllegalArgumentException("no work can be done with " + parallel + " threads");
      }
    }

    public static Settings of(int parallel) {
      return new Settings(parallel, DEFAULT_MEMORY_BYTES, DEFAULT_PIECE_BYTES);
    }
  }

  public Workers(Settings settings, Cancellation cancellation) {
    this.parallel = settings.parallel();
    this.objects = Executors.newFixedThreadPool(parallel, daemons("bulk"));
    this.pieces = Executors.newFixedThreadPool(parallel, daemons("bulk-piece"));
    this.memoryKib = (int) Math.min(Integer.MAX_VALUE, settings.memoryBytes() / 1024);
    this.memory = new Semaphore(memoryKib, /* fair= */ true);
    this.pieceBytes = settings.pieceBytes();
    this.cancellation = cancellation;
  }

  private static ThreadFactory daemons(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  int parallel() {
    return parallel;
  }

  int pieceBytes() {
    return pieceBytes;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  /** Begins the work on an object. */
  void begin(Runnable work) {
    objects.execute(work);
  }

  /** Work on one piece of an object. */
  interface PieceWork {
    void run(int piece) throws IOException;
  }

  /**
   * Works on the pieces 0 to {@code count} − 1 of one object, several at once, and returns when
   * none is under way any more. After the first failure no more are begun.
   */
  void eachPiece(int count, PieceWork work) throws IOException {
    if (count == 1) {
      work.run(0);
      return;
    }
    AtomicBoolean failed = new AtomicBoolean();
    List<Future<Boolean>> begun = new ArrayList<>();
    for (int index = 1; index < count; index++) {
      int piece = index;
      begun.add(pieces.submit(() -> runUnlessFailed(piece, work, failed)));
    }
    // The first piece is on its way already, and must not wait behind those of other objects.
    FutureTask<Boolean> first = new FutureTask<>(() -> runUnlessFailed(0, work, failed));
    first.run();
    begun.add(first);
    settle(begun);
  }

  private static boolean runUnlessFailed(int piece, PieceWork work, AtomicBoolean failed)
      throws IOException {
    boolean done = failed.get();
    try {
      if (!done) {
        work.run(piece);
        done = true;
      }
      return done;
    } finally {
      failed.compareAndSet(false, !done);
    }
  }

  private static void settle(List<Future<Boolean>> begun) throws IOException {
    IOException first = null;
    for (Future<Boolean> piece : begun) {
      try {
        await(piece);
      } catch (IOException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private static void await(Future<?> piece) throws IOException {
    try {
      piece.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException("a piece of an object failed unexpectedly", e.getCause());
    }
  }

  /** Memory that is taken while this is open. */
  interface Room extends AutoCloseable {
    @Override
    void close();
  }

  /** Waits for room; what is larger than all there is takes all of it. */
  Room room(long bytes) {
    int permits = (int) Math.min(memoryKib, bytes / 1024 + 1);
    memory.acquireUninterruptibly(permits);
    return () -> memory.release(permits);
  }

  @Override
  public void close() {
    objects.shutdown();
    pieces.shutdown();
  }
}
