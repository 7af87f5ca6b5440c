package io.cofferfs.fs.bulk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Reads objects whole, so that a cache on the way keeps them. */
public final class Warming extends BulkTask {
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
      content.transferTo(OutputStream.nullOutputStream());
      return Result.of(Outcome.CACHED);
    }
  }
}
