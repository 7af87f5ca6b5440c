package io.cofferfs.fs.s3;

import java.io.IOException;
import java.io.InputStream;

/**
 * A body on its way from the store. A connection is held until {@link #close}; closing before the
 * end gives it up rather than reading the rest.
 *
 * <p>A stream that stalls or breaks is taken up again from where it stopped, on the same version;
 * only when that fails too does {@link InputStream#read} throw an {@link ObjectStoreException}.
 */
public final class ObjectBody implements AutoCloseable {
  private final ObjectInfo info;
  private final InputStream stream;

  /**
   * @param info of the object; {@link ObjectInfo#length} is that of the whole object, whatever
   *     range was asked for
   */
  public ObjectBody(ObjectInfo info, InputStream stream) {
    this.info = info;
    this.stream = stream;
  }

  public ObjectInfo info() {
    return info;
  }

  public InputStream stream() {
    return stream;
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
