package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/** Copies large objects on the server, a few parts at once. */
final class CopyInParts {
  // A server copies a part at the speed of its disks; a few at once keep several of them busy.
  static final int PARALLEL = 4;

  private final AwsObjectStore store;
  private final CopyLimits limits;
  private final Uploading uploading;

  CopyInParts(AwsObjectStore store, CopyLimits limits) {
    this.store = store;
    this.limits = limits;
    this.uploading = new Uploading(store);
  }

  PutResult copy(CopySource source, String key, ObjectHeaders headers) throws ObjectStoreException {
    return uploading.upload(
        key,
        store.withTags(source.key(), headers),
        Uploading.replacing(source, key),
        upload -> new Run(upload, source).parts());
  }

  /** The parts of one copy on their way. */
  private final class Run {
    private final MultipartUpload upload;
    private final CopySource source;
    private final long partBytes;
    private final ConcurrentLinkedQueue<UploadedPart> made = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Run(MultipartUpload upload, CopySource source) {
      this.upload = upload;
      this.source = source;
      this.partBytes = limits.copiedPartBytes(source.length());
    }

    /** No part is under way any more when this returns or throws. */
    List<UploadedPart> parts() throws ObjectStoreException {
      int count = (int) ((source.length() + partBytes - 1) / partBytes);
      ExecutorService workers = Executors.newFixedThreadPool(Math.min(PARALLEL, count));
      try {
        CompletableFuture.allOf(
                IntStream.rangeClosed(1, count)
                    .mapToObj(number -> CompletableFuture.runAsync(() -> copy(number), workers))
                    .toArray(CompletableFuture<?>[]::new))
            .join();
      } finally {
        workers.shutdown();
      }
      requireSuccess();
      return made.stream().sorted(Comparator.comparingInt(UploadedPart::number)).toList();
    }

    /** Does nothing once another part has failed. */
    private void copy(int number) {
      if (failure.get() != null) {
        return;
      }
      long start = (number - 1) * partBytes;
      var range = new ByteRange(start, Math.min(start + partBytes, source.length()));
      try {
        made.add(store.uploadPartCopy(upload, number, source, range));
      } catch (ObjectStoreException | RuntimeException e) {
        failure.compareAndSet(null, e);
      }
    }

    private void requireSuccess() throws ObjectStoreException {
      Throwable first = failure.get();
      if (first instanceof ObjectStoreException e) {
        throw e;
      }
      if (first != null) {
        throw new ObjectStoreException(
            Reason.UNAVAILABLE, "a part could not be copied: " + first, first);
      }
    }
  }
}
