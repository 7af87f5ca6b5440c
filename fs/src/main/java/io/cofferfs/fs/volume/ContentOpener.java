package io.cofferfs.fs.volume;

/** How what the bucket holds of a file is read: the read path, which this package does not know. */
@FunctionalInterface
public interface ContentOpener extends AutoCloseable {

  /** Makes no request yet; the caller closes the source. */
  ContentSource open(FileVersion version);

  /** Where content goes that is fetched before it is asked for here. */
  default Deliveries deliveries() {
    return Deliveries.NONE;
  }

  /** Bytes of memory that what was read takes, for the next who reads it. */
  default long cachedBytes() {
    return 0;
  }

  /** How much of a version can be read without asking the bucket. */
  default CachedShare cached(FileVersion version) {
    return CachedShare.NONE;
  }

  /** Ends what is under way for the sources that were opened. */
  @Override
  default void close() {}
}
