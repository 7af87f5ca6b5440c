package io.cofferfs.fs.write;

/**
 * What a store allows of parts that it copies itself, and so which files may be changed in place.
 *
 * @param minPartBytes of every part but the last one; only a range of a larger object can be copied
 * @param copiedPartBytes length of a copied part, unless 5,000 of them would not do; at most 5 GiB,
 *     and several smallest parts
 */
public record InPlaceLimits(int minPartBytes, long copiedPartBytes) {
  static final long MAX_COPIED_BYTES = 5L << 30;

  // A request of 512 MiB takes a second or two at AWS.
  static final InPlaceLimits S3 = new InPlaceLimits(5 << 20, 512L << 20);

  public InPlaceLimits {
    if (minPartBytes < 1
        || copiedPartBytes < 2L * minPartBytes
        || copiedPartBytes > MAX_COPIED_BYTES) {
      throw new IllegalArgumentException(
          "parts of at least %d bytes, copied ones of %d".formatted(minPartBytes, copiedPartBytes));
    }
  }
}
