package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that delivers only so many bytes, and then breaks or pretends to be at its end. */
final class FaultyStream extends FilterInputStream {
  private final boolean breaks;
  private long left;

  private FaultyStream(InputStream stream, long afterBytes, boolean breaks) {
    super(stream);
    this.left = afterBytes;
    this.breaks = breaks;
  }

  static FaultyStream broken(InputStream stream, long afterBytes) {
    return new FaultyStream(stream, afterBytes, /* breaks= */ true);
  }

  static FaultyStream truncated(InputStream stream, long afterBytes) {
    return new FaultyStream(stream, afterBytes, /* breaks= */ false);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (left == 0) {
      if (breaks) {
        throw new ObjectStoreException(Reason.UNAVAILABLE, "body broken by the test");
      }
      return -1;
    }
    int count = super.read(target, offset, (int) Math.min(length, left));
    left -= Math.max(count, 0);
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = super.skip(Math.min(count, left));
    left -= skipped;
    return skipped;
  }
}
