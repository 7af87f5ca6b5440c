package io.cofferfs.fs.volume;


/** How what the bucket holds of a file is read: the read path, which this package does not know. */
@FunctionalInterface
public interface ContentOpener {

  /** Makes no request yet; the caller closes the source. */
  ContentSource open(FileVersion version);
}
