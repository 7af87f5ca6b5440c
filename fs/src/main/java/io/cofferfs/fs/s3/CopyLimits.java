package io.cofferfs.fs.s3;

/**
 * What one request may copy.
 *
 * @param singleRequestBytes larger objects are copied in parts; 5 GiB is the most at S3
 * @param copiedPartBytes length of a part that the server copies, unless 10,000 would not do
 * @param uploadedPartBytes length of a part that goes through this machine, where the server cannot
 *     copy; as much is held in memory
 */
public record CopyLimits(long singleRequestBytes, long copiedPartBytes, int uploadedPartBytes) {
  static final int MAX_PARTS = 10_000;

  // A request of 512 MiB takes a second or two at AWS, and 5 TiB still fit in 10,000 parts (525
  // MiB).
  static final CopyLimits S3 = new CopyLimits(5L << 30, 512L << 20, 16 << 20);

  public CopyLimits {
    if (singleRequestBytes < 1 || copiedPartBytes < 1 || uploadedPartBytes < 1) {
      throw new IllegalArgumentException("copies of less than a byte");
    }
  }

  long copiedPartBytes(long length) {
    return Math.max(copiedPartBytes, (length + MAX_PARTS - 1) / MAX_PARTS);
  }

  int uploadedPartBytes(long length) {
    return (int) Math.max(uploadedPartBytes, (length + MAX_PARTS - 1) / MAX_PARTS);
  }
}
