package io.cofferfs.fs.s3;

/** Bytes {@code start} (inclusive) to {@code end} (exclusive) of an object; never empty. */
public record ByteRange(long start, long end) {

  public ByteRange {
    if (start < 0 || end <= start) {
      throw new IllegalArgumentException("not a byte range: [" + start + ", " + end + ")");
    }
  }

  public long length() {
    return end - start;
  }

  /** The HTTP form, whose last byte is inclusive. */
  String toHttpHeader() {
    return "bytes=" + start + "-" + (end - 1);
  }
}
