package io.cofferfs.fs.bulk;

import java.io.IOException;
import java.io.InputStream;

/** Reads objects whole, so that a cache on the way keeps them. */
public final class Warming extends BulkTask {
  // Long reads, so that there are few of them and reading ahead has its way.
  private static final int BUFFER_BYTES = 1 << 20;

  private final ObjectSource source;

  /**
   * @param source reads through the cache
   */
  public Warming(ObjectSource source) {
    this.source = source;
  }

  @Override
  Result work(Item item) throws IOException {
    if (item.path().endsWith("/") || item.path().isEmpty()) {
      return Result.of(Outcome.UP_TO_DATE);
    }
    try (SourceObject object = source.open(item);
        InputStream content = object.content(0, object.description().length())) {
      byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, object.description().length() + 1)];
      while (content.read(buffer) >= 0) {
        // Whoever reads next finds it in the cache.
      }
      return Result.of(Outcome.CACHED);
    }
  }
}
