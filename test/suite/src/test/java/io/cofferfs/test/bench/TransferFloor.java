package io.cofferfs.test.bench;

import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * The floor that a mount is measured against: the AWS SDK moving the same bytes in 8 MiB part
 * uploads and ranged GETs, so many at a time, without a file system. Prints {@code write MB/s} and
 * {@code read MB/s}.
 *
 * <p>Arguments: endpoint, bucket, MiB, parallel requests.
 */
public final class TransferFloor {
  private static final int PART = 8 << 20;
  private static final String KEY = "transfer-floor";

  private final S3Client s3;
  private final String bucket;
  private final int parts;
  private final ExecutorService pool;

  private TransferFloor(S3Client s3, String bucket, int parts, ExecutorService pool) {
    this.s3 = s3;
    this.bucket = bucket;
    this.parts = parts;
    this.pool = pool;
  }

  public static void main(String[] arguments) throws Exception {
    int parallel = Integer.parseInt(arguments[3]);
    ExecutorService pool = Executors.newFixedThreadPool(parallel);
    try (S3Client s3 =
        S3Client.builder()
            .endpointOverride(URI.create(arguments[0]))
            .forcePathStyle(true)
            .httpClientBuilder(Apache5HttpClient.builder().maxConnections(parallel))
            .build()) {
      int mebibytes = Integer.parseInt(arguments[2]);
      TransferFloor floor = new TransferFloor(s3, arguments[1], mebibytes / 8, pool);
      report("write", mebibytes, floor::write);
      report("read", mebibytes, floor::read);
      s3.deleteObject(r -> r.bucket(arguments[1]).key(KEY));
    } finally {
      pool.shutdown();
    }
  }

  private static void report(String what, int mebibytes, Callable<?> transfer) throws Exception {
    long start = System.nanoTime();
    transfer.call();
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("%s %.1f%n", what, mebibytes * 1.048576 / seconds);
  }

  private Void write() throws Exception {
    byte[] part = new byte[PART];
    new SplittableRandom(1).nextBytes(part);
    String upload = s3.createMultipartUpload(r -> r.bucket(bucket).key(KEY)).uploadId();
    List<Callable<CompletedPart>> uploads = new ArrayList<>();
    for (int i = 1; i <= parts; i++) {
      int number = i;
      uploads.add(
          () -> {
            String etag =
                s3.uploadPart(
                        r -> r.bucket(bucket).key(KEY).uploadId(upload).partNumber(number),
                        RequestBody.fromBytes(part))
                    .eTag();
            return CompletedPart.builder().partNumber(number).eTag(etag).build();
          });
    }
    List<CompletedPart> completed = all(uploads);
    s3.completeMultipartUpload(
        r -> r.bucket(bucket).key(KEY).uploadId(upload).multipartUpload(m -> m.parts(completed)));
    return null;
  }

  private Void read() throws Exception {
    List<Callable<Long>> downloads = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      String range = "bytes=%d-%d".formatted((long) i * PART, (i + 1L) * PART - 1);
      downloads.add(
          () -> {
            try (InputStream body = s3.getObject(r -> r.bucket(bucket).key(KEY).range(range))) {
              return drain(body);
            }
          });
    }
    long bytes = all(downloads).stream().mapToLong(Long::longValue).sum();
    if (bytes != (long) parts * PART) {
      throw new IllegalStateException("read " + bytes + " bytes");
    }
    return null;
  }

  private static long drain(InputStream body) throws Exception {
    byte[] buffer = new byte[1 << 17];
    long total = 0;
    for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
      total += count;
    }
    return total;
  }

  private <T> List<T> all(List<Callable<T>> work) throws Exception {
    List<T> results = new ArrayList<>();
    for (Future<T> future : pool.invokeAll(work)) {
      results.add(future.get());
    }
    return results;
  }
}
