package io.cofferfs.fs.write;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.fs.staging.StagingArea;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.FileVersion;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the writers of a mount, which share upload threads and memory. Thread-safe. */
public final class FileWriters implements AutoCloseable {
  private static final int CLOSE_SECONDS = 60;
  private static final int IDLE_SECONDS = 60;

  private final Uploads uploads;
  private final StagingArea staging;
  private final ThreadPoolExecutor threads;

  /**
   * @param staging stays the caller's to close, after this
   */
  public FileWriters(WriteTarget target, StagingArea staging, WriteSettings settings) {
    this.threads = uploadThreads(settings.parallelUploads());
    this.uploads = new Uploads(target, settings, threads, staging.random());
    this.staging = staging;
  }

  private static ThreadPoolExecutor uploadThreads(int count) {
    AtomicInteger number = new AtomicInteger();
    ThreadFactory factory =
        task -> {
          Thread thread = new Thread(task, "cofferfs-upload-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        };
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            count, count, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    pool.allowCoreThreadTimeOut(true);
    // A writer closed after this still cleans up, if only in its own thread.
    pool.setRejectedExecutionHandler((task, closed) -> task.run());
    return pool;
  }

  /** A writer of a file that is empty to begin with: a new one, or one cut to nothing. */
  public FileWriter create(FilePath path, FileMetadata attributes) {
    return FileWriter.ofNothing(uploads, staging, path, attributes);
  }

  /** A writer that changes a version of a file. */
  public FileWriter modify(FilePath path, FileVersion base) {
    return FileWriter.of(uploads, staging, path, base);
  }

  /** What a file is called that loses its name to another writer now. */
  public ConflictName conflictName(FilePath path) {
    return uploads.conflictName(path);
  }

  /** Requests that upload something, and those that wait for their turn; for people to look at. */
  public int uploadsUnderWay() {
    return threads.getActiveCount() + threads.getQueue().size();
  }

  /** Waits, for a minute at most, until what was given up is out of the bucket. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      threads.shutdownNow();
    }
  }
}
