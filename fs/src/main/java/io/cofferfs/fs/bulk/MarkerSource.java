package io.cofferfs.fs.bulk;

import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.volume.BodyIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * An encrypted volume with the directories that other tools have made in it: their markers are
 * empty objects, which no codec opens and no mount wants opened.
 */
public final class MarkerSource implements ObjectSource {
  private final ObjectStore store;
  private final ObjectSource files;

  public MarkerSource(ObjectStore store, ObjectSource files) {
    this.store = store;
    this.files = files;
  }

  @Override
  public Description describe(Item item) throws IOException {
    return item.isBareMarker() ? marker(store.head(item.key())) : files.describe(item);
  }

  @Override
  public Description describe(String path, ObjectInfo info) throws IOException {
    boolean isBare = info.length() == 0 && (path.isEmpty() || path.endsWith("/"));
    return isBare ? marker(info) : files.describe(path, info);
  }

  @Override
  public SourceObject open(Item item) throws IOException {
    return item.isBareMarker() ? new Marker(describe(item)) : files.open(item);
  }

  @Override
  public int alignment() {
    return files.alignment();
  }

  private static Description marker(ObjectInfo info) {
    return new Description(info, Optional.empty(), new BodyIdentity.Plain(), 0);
  }

  private record Marker(Description description) implements SourceObject {
    @Override
    public InputStream content(long start, long end) {
      return InputStream.nullInputStream();
    }

    @Override
    public void close() {
      // Nothing was fetched.
    }
  }
}
