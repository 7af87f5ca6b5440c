package io.cofferfs.test.bench;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The floor that a mount is measured against: the AWS SDK moving the same bytes, so many requests
 * at a time, without a file system. Arguments are endpoint, bucket and parallel requests. Each line
 * of standard input is a step; when it is done, its seconds, bytes and CPU seconds are printed:
 *
 * <pre>
 * write KEY MIB             8 MiB part uploads
 * read KEY MIB              8 MiB ranged GETs
 * random KEY MIB COUNT SIZE so many ranged GETs of this size, anywhere in it
 * put PREFIX COUNT SIZE     so many objects
 * get PREFIX COUNT
 * list PREFIX               page after page
 * delete PREFIX             all below it, listed and then deleted 1000 at a time
 * </pre>
 */
public final class TransferFloor {
  private static final int PART = 8 << 20;
  private static final int DELETED_AT_ONCE = 1000;

  private final S3Client s3;
  private final String bucket;
  private final ExecutorService pool;

  private TransferFloor(S3Client s3, String bucket, ExecutorService pool) {
    this.s3 = s3;
    this.bucket = bucket;
    this.pool = pool;
  }

  public static void main(String[] arguments) throws Exception {
    int parallel = Integer.parseInt(arguments[2]);
    ExecutorService pool = Executors.newFixedThreadPool(parallel);
    BufferedReader steps =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (S3Client s3 =
        S3Client.builder()
            .endpointOverride(URI.create(arguments[0]))
            .forcePathStyle(true)
            // Older servers know no checksum trailers, and DeleteObjects takes its own anyway.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .httpClientBuilder(Apache5HttpClient.builder().maxConnections(parallel))
            .build()) {
      TransferFloor floor = new TransferFloor(s3, arguments[1], pool);
      for (String step = steps.readLine(); step != null; step = steps.readLine()) {
        floor.measure(step.split(" "));
      }
    } finally {
      pool.shutdown();
    }
  }

  private void measure(String[] step) throws Exception {
    long cpu = cpuNanos();
    long start = System.nanoTime();
    long bytes = take(step);
    System.out.printf(
        "%.6f %d %.3f%n", (System.nanoTime() - start) / 1e9, bytes, (cpuNanos() - cpu) / 1e9);
  }

  private long take(String[] step) throws Exception {
    String name = step[1];
    return switch (step[0]) {
      case "write" -> write(name, number(step, 2) / 8);
      case "read" -> read(name, number(step, 2) / 8);
      case "random" -> random(name, number(step, 2), number(step, 3), number(step, 4));
      case "put" -> put(name, number(step, 2), number(step, 3));
      case "get" -> get(name, number(step, 2));
      case "list" -> list(name).size();
      case "delete" -> delete(name);
      default -> throw new IllegalArgumentException("no step " + step[0]);
    };
  }

  private static int number(String[] step, int index) {
    return Integer.parseInt(step[index]);
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
        .getProcessCpuTime();
  }

  private long write(String key, int parts) throws Exception {
    byte[] part = randomBytes(PART);
    String upload = s3.createMultipartUpload(r -> r.bucket(bucket).key(key)).uploadId();
    List<Callable<CompletedPart>> uploads = new ArrayList<>();
    for (int i = 1; i <= parts; i++) {
      int number = i;
      uploads.add(() -> uploadPart(key, upload, number, part));
    }
    List<CompletedPart> completed = all(uploads);
    s3.completeMultipartUpload(
        r -> r.bucket(bucket).key(key).uploadId(upload).multipartUpload(m -> m.parts(completed)));
    return (long) parts * PART;
  }

  private CompletedPart uploadPart(String key, String upload, int number, byte[] part) {
    String etag =
        s3.uploadPart(
                r -> r.bucket(bucket).key(key).uploadId(upload).partNumber(number),
                RequestBody.fromBytes(part))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(etag).build();
  }

  private long read(String key, int parts) throws Exception {
    List<Callable<Long>> downloads = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      long start = (long) i * PART;
      downloads.add(() -> download(key, start, PART));
    }
    return expect((long) parts * PART, sum(all(downloads)));
  }

  private long random(String key, int mebibytes, int count, int size) throws Exception {
    SplittableRandom random = new SplittableRandom(count);
    long places = ((long) mebibytes << 20) / size;
    List<Callable<Long>> downloads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long start = random.nextLong(places) * size;
      downloads.add(() -> download(key, start, size));
    }
    return expect((long) count * size, sum(all(downloads)));
  }

  private long download(String key, long start, int length) throws Exception {
    String range = "bytes=%d-%d".formatted(start, start + length - 1);
    try (InputStream body = s3.getObject(r -> r.bucket(bucket).key(key).range(range))) {
      return drain(body);
    }
  }

  private long put(String prefix, int count, int size) throws Exception {
    byte[] content = randomBytes(size);
    List<Callable<Long>> uploads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String key = "%s/%06d".formatted(prefix, i);
      uploads.add(
          () -> {
            s3.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromBytes(content));
            return (long) size;
          });
    }
    return sum(all(uploads));
  }

  private long get(String prefix, int count) throws Exception {
    List<Callable<Long>> downloads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String key = "%s/%06d".formatted(prefix, i);
      downloads.add(
          () -> {
            try (InputStream body = s3.getObject(r -> r.bucket(bucket).key(key))) {
              return drain(body);
            }
          });
    }
    return sum(all(downloads));
  }

  private List<String> list(String prefix) {
    return s3.listObjectsV2Paginator(r -> r.bucket(bucket).prefix(prefix + "/")).contents().stream()
        .map(S3Object::key)
        .toList();
  }

  private long delete(String prefix) throws Exception {
    List<String> keys = list(prefix);
    List<Callable<Long>> deletions = new ArrayList<>();
    for (int i = 0; i < keys.size(); i += DELETED_AT_ONCE) {
      List<ObjectIdentifier> some =
          keys.subList(i, Math.min(keys.size(), i + DELETED_AT_ONCE)).stream()
              .map(key -> ObjectIdentifier.builder().key(key).build())
              .toList();
      deletions.add(
          () -> {
            s3.deleteObjects(r -> r.bucket(bucket).delete(d -> d.objects(some).quiet(true)));
            return (long) some.size();
          });
    }
    return sum(all(deletions));
  }

  private static byte[] randomBytes(int size) {
    byte[] bytes = new byte[size];
    new SplittableRandom(1).nextBytes(bytes);
    return bytes;
  }

  private static long expect(long expected, long bytes) {
    if (bytes != expected) {
      throw new IllegalStateException("%d bytes instead of %d".formatted(bytes, expected));
    }
    return bytes;
  }

  private static long sum(List<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).sum();
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
