package io.cofferfs.fs.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the requests made of a store, failed ones too, and the bytes of bodies moved. */
public final class CountingObjectStore extends InterceptedObjectStore {
  private final Map<Request, LongAdder> counts = new EnumMap<>(Request.class);
  private final Map<String, LongAdder> gets = new ConcurrentHashMap<>();
  private final LongAdder bytesDownloaded = new LongAdder();
  private final LongAdder bytesUploaded = new LongAdder();
  private final LongAdder deletePreparations = new LongAdder();

  public CountingObjectStore(ObjectStore delegate) {
    super(delegate);
    for (Request request : Request.values()) {
      counts.put(request, new LongAdder());
    }
  }

  /** Requests made since the last {@link #reset}; kinds that were not made are left out. */
  public Map<Request, Long> counts() {
    Map<Request, Long> made = new EnumMap<>(Request.class);
    for (Request request : Request.values()) {
      if (count(request) > 0) {
        made.put(request, count(request));
      }
    }
    return made;
  }

  public long count(Request request) {
    return counter(request).sum();
  }

  /** How often this object, or a range of it, was asked for. */
  public long gets(String key) {
    LongAdder counter = gets.get(key);
    return counter == null ? 0 : counter.sum();
  }

  public long total() {
    return counts.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** Bytes that readers took out of bodies. */
  public long bytesDownloaded() {
    return bytesDownloaded.sum();
  }

  public long bytesUploaded() {
    return bytesUploaded.sum();
  }

  /** How often the store was told that versions are going to be deleted, since it is there. */
  public long deletePreparations() {
    return deletePreparations.sum();
  }

  public void reset() {
    counts.values().forEach(LongAdder::reset);
    gets.clear();
    bytesDownloaded.reset();
    bytesUploaded.reset();
  }

  @Override
  public void prepareToDeleteVersions() {
    deletePreparations.increment();
    super.prepareToDeleteVersions();
  }

  @Override
  <T> T intercept(Request request, long uploadedBytes, Call<T> call) throws ObjectStoreException {
    counter(request).increment();
    bytesUploaded.add(uploadedBytes);
    return call.make();
  }

  @Override
  public ObjectBody get(String key, Optional<ByteRange> range, Optional<ETag> ifMatch)
      throws ObjectStoreException {
    gets.computeIfAbsent(key, unseen -> new LongAdder()).increment();
    ObjectBody body = super.get(key, range, ifMatch);
    return new ObjectBody(body.info(), new CountedStream(body.stream()));
  }

  private LongAdder counter(Request request) {
    LongAdder counter = counts.get(request);
    if (counter == null) {
      throw new AssertionError("no counter for " + request);
    }
    return counter;
  }

  private final class CountedStream extends FilterInputStream {
    CountedStream(InputStream stream) {
      super(stream);
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      bytesDownloaded.add(next < 0 ? 0 : 1);
      return next;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = super.read(target, offset, length);
      bytesDownloaded.add(Math.max(count, 0));
      return count;
    }
  }
}
