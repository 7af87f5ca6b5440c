package io.cofferfs.fs.bulk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Reads objects whose bodies verify as a whole, and that do not tell under which name they belong.
 */
public final class WholeVerification extends BulkTask {
  private final ObjectSource source;

  public WholeVerification(ObjectSource source) {
    this.source = source;
  }

  @Override
  Result work(Item item) throws IOException {
    if (item.isBareMarker()) {
      return new Result(Outcome.UNBOUND, "another tool has made the directory");
    }
    try (SourceObject object = source.open(item);
        InputStream content = object.content(0, object.description().length())) {
      content.transferTo(OutputStream.nullOutputStream());
      return Result.of(Outcome.INTACT);
    }
  }
}
